/**
 * What becomes of a callsign: its states and what leads from one to the next, as pure functions.
 *
 * <p>In: what is known of a callsign, what was observed of it, and the time. Out: its next state,
 * what happened, and when to look again. Specification: docs/protocol.md §5 and §6.
 */
@NullMarked
package dev.callsign.directory.state;

import org.jspecify.annotations.NullMarked;
