/**
 * What directories say happened to the owner's callsign, and what the owner does about it.
 *
 * <p>In: history and events of a directory that nobody trusts, the statements that this machine
 * signed, time. Out: an alarm for every entry that is not the owner's doing, and a veto.
 * Specification: docs/protocol.md §5 (veto), §6, §8 (events), §9 (the history).
 */
@NullMarked
package dev.callsign.acme.monitor;

import org.jspecify.annotations.NullMarked;
