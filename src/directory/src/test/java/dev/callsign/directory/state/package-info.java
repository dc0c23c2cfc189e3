/**
 * What becomes of a callsign.
 *
 * <p>In: states and sightings, at instants. Out: the states that follow, what is told, and when to
 * look again. Specification: docs/protocol.md §5 and §6.
 */
@NullMarked
package dev.callsign.directory.state;

import org.jspecify.annotations.NullMarked;
