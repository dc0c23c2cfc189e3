/**
 * What CAA records mean for the next renewal.
 *
 * <p>In: record sets as owners write them. Out: pass, or the warning they earn. Specification: RFC
 * 8659 §4, RFC 8657 §3 and §4.
 */
@NullMarked
package dev.callsign.caa;

import org.jspecify.annotations.NullMarked;
