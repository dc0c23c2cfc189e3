/**
 * Certificate transparency: did public logs promise to show this certificate?
 *
 * <p>In: a leaf, its issuer, a {@link dev.callsign.ct.LogList}, an instant. Out: the findings of
 * the step ct. Specification: docs/verification.md; RFC 6962 §3, c2sp.org/static-ct-api.
 */
@NullMarked
package dev.callsign.ct;

import org.jspecify.annotations.NullMarked;
