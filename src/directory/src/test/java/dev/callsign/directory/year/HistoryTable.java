package dev.callsign.directory.year;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The events in the table of the history, where they become durable. */
record HistoryTable(Transactions transactions) implements EventFeed {
  private static final String AFTER =
      "select id, at, type, state from history where callsign = ? and id > ?"
          + " order by id fetch first ? rows only";

  @Override
  public List<Event> after(Callsign callsign, long id, int limit) {
    return transactions.run(
        connection -> {
          List<Event> events = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(AFTER)) {
            select.setString(1, callsign.aLabel());
            select.setLong(2, id);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                events.add(
                    new Event(
                        row.getLong(1),
                        Objects.requireNonNull(Times.instant(row, 2)),
                        EventType.valueOf(row.getString(3)),
                        StateName.valueOf(row.getString(4))));
              }
            }
          }
          return events;
        });
  }
}
