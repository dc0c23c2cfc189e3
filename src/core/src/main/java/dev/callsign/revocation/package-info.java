/**
 * Revocation: does the issuer of this leaf still stand by it?
 *
 * <p>In: a leaf, its issuer, a certificate revocation list or the reason why there is none, an
 * instant. Out: the finding of the step revocation. Specification: docs/verification.md, step
 * revocation; RFC 5280 §4.2.1.13, §5 and §6.3; CA/B Baseline Requirements §7.2.
 */
@NullMarked
package dev.callsign.revocation;

import org.jspecify.annotations.NullMarked;
