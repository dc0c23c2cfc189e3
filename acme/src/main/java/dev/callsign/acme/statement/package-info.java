/**
 * Signing key statements with a certificate that is already there.
 *
 * <p>In: a certificate chain, its private key, a devices file and the statement before. Out: the
 * next statement, verified once by its signer. Specification: docs/protocol.md §3.
 */
@NullMarked
package dev.callsign.acme.statement;

import org.jspecify.annotations.NullMarked;
