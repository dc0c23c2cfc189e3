/**
 * Fuzz targets: every parser of bytes that a stranger sends.
 *
 * <p>In: any bytes; files under {@code src/test/resources/fuzz}, or what Jazzer thinks of. Out: an
 * error when an invariant of the parser does not hold. Specification: docs/verification.md,
 * docs/protocol.md §2, §3 and §8; docs/drills.md says how to run them for long.
 */
@NullMarked
package dev.callsign.fuzz;

import org.jspecify.annotations.NullMarked;
