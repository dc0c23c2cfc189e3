/**
 * Our own truth: what was verified, graded and kept, in one transaction each.
 *
 * <p>In: verified statements. Out: the recorded state and history of a callsign. Specification:
 * docs/protocol.md §5 and §6. No other package reads these tables but through {@link
 * dev.callsign.directory.record.CallsignRepository}.
 */
@NullMarked
package dev.callsign.directory.record;

import org.jspecify.annotations.NullMarked;
