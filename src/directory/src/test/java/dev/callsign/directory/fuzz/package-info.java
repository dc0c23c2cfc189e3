/**
 * Fuzz targets: what a name server and a host send.
 *
 * <p>In: any bytes; files under {@code src/test/resources/fuzz}, or what Jazzer thinks of. Out: an
 * error when an invariant of the parser does not hold. Specification: docs/verification.md, steps
 * dns, address and fetch; docs/drills.md says how to run them for long.
 */
@NullMarked
package dev.callsign.directory.fuzz;

import org.jspecify.annotations.NullMarked;
