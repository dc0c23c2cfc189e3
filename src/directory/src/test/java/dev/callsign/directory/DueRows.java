package dev.callsign.directory;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of the table {@code due}, as tests write and read them. */
@Singleton
public class DueRows {
  private final Transactions transactions;

  DueRows(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Adds names, whether they are registered or not. */
  public void add(List<String> names, Instant dueAt, boolean silent) {
    transactions.run(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into due (callsign, due_at, silent) values (?, ?, ?)")) {
            for (String name : names) {
              insert.setString(1, name);
              insert.setObject(2, Times.utc(dueAt));
              insert.setBoolean(3, silent);
              insert.addBatch();
            }
            return insert.executeBatch();
          }
        });
  }

  /** When a name is due; empty when it is not on the list. */
  public Optional<Instant> dueAt(Object name) {
    return time("due_at", name);
  }

  /** When an authority may be asked about it again; empty for at once. */
  public Optional<Instant> pollAt(Object name) {
    return time("poll_at", name);
  }

  /** Whether a name waits with those that do not answer; empty when it is not on the list. */
  public Optional<Boolean> isSilent(Object name) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select silent from due where callsign = ?")) {
            select.setString(1, name.toString());
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
          }
        });
  }

  /** Lets a turn be that of somebody else until an instant. */
  public void turnIsTaken(String turn, Instant until) {
    transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("update turn set due_at = ? where name = ?")) {
            update.setObject(1, Times.utc(until));
            update.setString(2, turn);
            return update.executeUpdate();
          }
        });
  }

  /** Takes off the list all names that end so. */
  public void remove(String suffix) {
    transactions.run(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("delete from due where callsign like ?")) {
            delete.setString(1, "%" + suffix);
            return delete.executeUpdate();
          }
        });
  }

  private Optional<Instant> time(String column, Object name) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select " + column + " from due where callsign = ?")) {
            select.setString(1, name.toString());
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.ofNullable(Times.instant(row, 1)) : Optional.empty();
            }
          }
        });
  }
}
