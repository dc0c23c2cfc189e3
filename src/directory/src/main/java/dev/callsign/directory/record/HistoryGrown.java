package dev.callsign.directory.record;

import dev.callsign.name.Callsign;
import java.sql.Connection;
import java.time.Instant;

/**
 * Fired inside the transaction that appended to the history of a callsign, once for all the lines
 * of one transaction.
 *
 * @param at when it happened
 * @param connection of that transaction
 */
public record HistoryGrown(Callsign callsign, Instant at, Connection connection) {}
