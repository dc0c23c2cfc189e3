/**
 * Keeps what is recorded true without being asked: looks at every registered callsign again when
 * its time has come, shared among all replicas.
 *
 * <p>In: the list of what is due, and the clock. Out: checks, whose outcomes {@code record} makes
 * durable. Specification: docs/verification.md, evidence age; docs/protocol.md §6.
 */
@NullMarked
package dev.callsign.directory.renewal;

import org.jspecify.annotations.NullMarked;
