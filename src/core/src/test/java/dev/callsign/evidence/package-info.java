/**
 * Evidence as it is kept and given out.
 *
 * <p>In: evidence of every kind. Out: the same evidence after JSON, and the report it leads to.
 * Specification: docs/verification.md, "Recomputing a verdict".
 */
@NullMarked
package dev.callsign.evidence;

import org.jspecify.annotations.NullMarked;
