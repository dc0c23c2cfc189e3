/**
 * News of callsigns for those who follow them: server-sent events and signed webhooks.
 *
 * <p>In: the history, which is the outbox. Out: each event to each follower, at least once, those
 * of one callsign in order. Specification: docs/protocol.md §8, Events and Deliveries.
 */
@NullMarked
package dev.callsign.directory.events;

import org.jspecify.annotations.NullMarked;
