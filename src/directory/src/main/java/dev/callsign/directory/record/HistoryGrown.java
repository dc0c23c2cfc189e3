package dev.callsign.directory.record;

import dev.callsign.name.Callsign;
import java.sql.Connection;

/**
 * Fired inside the transaction that appended to the history of a callsign, once for all the lines
 * of one transaction.
 *
 * @param connection of that transaction
 */
public record HistoryGrown(Callsign callsign, Connection connection) {}
