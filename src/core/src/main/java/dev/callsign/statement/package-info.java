/**
 * Key statements: the one document a domain key signs.
 *
 * <p>In: a compact JWS, a callsign, a trust policy, an instant and what was recorded before. Out: a
 * {@link dev.callsign.statement.VerifiedStatement} with its findings, or the findings alone; also
 * the signer. Specification: docs/protocol.md §3 and §5; RFC 7515.
 */
@NullMarked
package dev.callsign.statement;

import org.jspecify.annotations.NullMarked;
