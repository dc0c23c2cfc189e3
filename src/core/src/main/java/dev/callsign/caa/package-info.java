/**
 * Whether the owner's CAA records let the authority issue again, and bind it to one account.
 *
 * <p>In: the relevant record set of a callsign, as DNS gave it. Out: findings of the step caa,
 * never a failure. Specification: RFC 8659, RFC 8657; docs/verification.md, step caa.
 */
@NullMarked
package dev.callsign.caa;

import org.jspecify.annotations.NullMarked;
