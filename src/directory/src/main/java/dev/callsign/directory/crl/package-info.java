/**
 * Revocation lists: fetched once for all who need them, kept while they are good.
 *
 * <p>In: a leaf and its issuer, from a chain that was verified. Out: the evidence that core's step
 * revocation judges. Specification: docs/verification.md, step revocation.
 */
@NullMarked
package dev.callsign.directory.crl;

import org.jspecify.annotations.NullMarked;
