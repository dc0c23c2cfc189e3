/**
 * Certificates: does this chain prove control of this name at this instant?
 *
 * <p>In: certificates in DER, trust anchors, an instant. Out: the findings of the steps chain, leaf
 * and names. Specification: docs/verification.md; RFC 5280 §4 and §6, RFC 9525 §6.
 */
@NullMarked
package dev.callsign.x509;

import org.jspecify.annotations.NullMarked;
