/**
 * Private keys in PEM files.
 *
 * <p>In: PKCS#8, PKCS#1 or SEC1 in PEM. Out: keys, or the reason why not; also PKCS#8 in PEM for
 * the keys made here. Specification: RFC 7468, RFC 5958, RFC 8017 §A.1, RFC 5915.
 */
@NullMarked
package dev.callsign.acme.keys;

import org.jspecify.annotations.NullMarked;
