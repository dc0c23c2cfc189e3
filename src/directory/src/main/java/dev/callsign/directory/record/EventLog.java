package dev.callsign.directory.record;

import dev.callsign.directory.state.Happening;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.storage.Times;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the history of callsigns, in the transaction of the change: what happened is told if
 * and only if it became durable.
 *
 * <p>The count of publications is raised first, and its row stays locked until the transaction
 * ends: so the lines of one callsign become durable in the order of their ids, and whoever reads
 * from an id on misses none. It is the last row that a transaction locks, but for those of who
 * follows the callsign.
 */
@ApplicationScoped
public class EventLog {
  private static final String INSERT =
      "insert into history (callsign, at, type, state, statement_id, device_id, detail)"
          + " select name, ?, ?, coalesce(cast(? as varchar(16)), state), cast(? as bigint),"
          + " cast(? as integer), ?"
          + " from callsign where name = ?";

  private final Event<HistoryGrown> grown;

  EventLog(Event<HistoryGrown> grown) {
    this.grown = grown;
  }

  /**
   * A line that is not written yet.
   *
   * @param state the state after it; null for the one that the callsign has then
   * @param statement id of the statement it is about; null where it is about none
   * @param device the device it is about; null where it is about none
   */
  public record Line(
      Happening happening,
      @Nullable StateName state,
      @Nullable Long statement,
      @Nullable Integer device) {
    /** What happened to a device of a callsign. */
    public static Line of(int device, Happening happening) {
      return new Line(happening, null, null, device);
    }
  }

  /**
   * The id of the last line of a callsign, in the transaction of {@code connection}; 0 for none.
   */
  public static long lastId(Connection connection, Callsign callsign) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select max(id) from history where callsign = ?")) {
      select.setString(1, callsign.aLabel());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * Counts a change of what is published, and appends lines, oldest first.
   *
   * @param connection of the transaction that makes the change
   */
  public void append(Connection connection, Callsign callsign, List<Line> lines, Instant at)
      throws SQLException {
    Publications.change(connection, callsign);
    if (lines.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Line line : lines) {
        insert.setObject(1, Times.utc(at));
        insert.setString(2, line.happening().type().name());
        StateName state = line.state();
        insert.setString(3, state == null ? null : state.name());
        insert.setObject(4, line.statement());
        insert.setObject(5, line.device());
        insert.setString(6, line.happening().detail());
        insert.setString(7, callsign.aLabel());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    grown.fire(new HistoryGrown(callsign, at, connection));
  }
}
