package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When each registered callsign is looked at again, shared by all replicas.
 *
 * <p>A lease is a callsign that was put off: whoever takes it has that long to look and to set the
 * next time. If he dies, it is due again by itself. Safe for concurrent use, across processes.
 */
@ApplicationScoped
public class DueList {
  private static final String TAKE =
      "select callsign from due where silent = ? and due_at <= ? order by due_at"
          + " fetch first ? rows only for update skip locked";
  private static final String SET = "update due set due_at = ? where callsign = ?";
  private static final String SCHEDULE =
      "update due set due_at = ?, silent = case when ? then silent else ? end where callsign = ?";
  private static final String PUT_OFF = SET + " and due_at = ?";
  private static final String FORGET =
      "delete from due where callsign = ?"
          + " and not exists (select 1 from callsign where callsign.name = due.callsign)";
  private static final String HEAL =
      "insert into due (callsign, due_at) select name, ? from callsign"
          + " where not exists (select 1 from due where due.callsign = callsign.name)";

  private final Transactions transactions;

  DueList(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Takes callsigns that are due, longest first, that nobody else has taken.
   *
   * @param silent whether of those that did not answer at their last check, or of the others
   * @param limit how many at most
   * @param until how long nobody else takes them
   * @return A-labels
   */
  public List<String> take(boolean silent, Instant now, int limit, Instant until) {
    return transactions.run(
        connection -> {
          List<String> taken = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(TAKE)) {
            select.setBoolean(1, silent);
            select.setObject(2, Times.utc(now));
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                taken.add(row.getString(1));
              }
            }
          }
          set(connection, taken, until);
          return taken;
        });
  }

  /** Makes callsigns due at an instant. */
  public void set(List<String> callsigns, Instant dueAt) {
    transactions.run(
        connection -> {
          set(connection, callsigns, dueAt);
          return callsigns;
        });
  }

  /**
   * Gives back what was taken, for another time. Who was given another time meanwhile, keeps it.
   *
   * @param dueAt the time of each
   * @param until what they were taken with
   */
  public void putOff(Map<String, Instant> dueAt, Instant until) {
    if (dueAt.isEmpty()) {
      return;
    }
    transactions.run(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(PUT_OFF)) {
            for (Map.Entry<String, Instant> each : dueAt.entrySet()) {
              update.setObject(1, Times.utc(each.getValue()));
              update.setString(2, each.getKey());
              update.setObject(3, Times.utc(until));
              update.addBatch();
            }
            return update.executeBatch();
          }
        });
  }

  /** Takes a callsign off the list that is not registered, whatever put it there. */
  public void forget(Callsign callsign) {
    transactions.run(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setString(1, callsign.aLabel());
            return delete.executeUpdate();
          }
        });
  }

  /**
   * Makes registered callsigns due that are not on the list, whatever took them off it.
   *
   * @return how many there were
   */
  public int heal(Instant now) {
    return transactions.run(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(HEAL)) {
            insert.setObject(1, Times.utc(now));
            return insert.executeUpdate();
          }
        });
  }

  /** Sets when a callsign is due, in the transaction that changes it. */
  static void schedule(Connection connection, String callsign, Instant dueAt, Contact contact)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SCHEDULE)) {
      update.setObject(1, Times.utc(dueAt));
      update.setBoolean(2, contact == Contact.NONE);
      update.setBoolean(3, contact == Contact.SILENT);
      update.setString(4, callsign);
      if (update.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into due (callsign, due_at, silent) values (?, ?, ?)")) {
      insert.setString(1, callsign);
      insert.setObject(2, Times.utc(dueAt));
      insert.setBoolean(3, contact == Contact.SILENT);
      insert.executeUpdate();
    }
  }

  private static void set(Connection connection, List<String> callsigns, Instant dueAt)
      throws SQLException {
    if (callsigns.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(SET)) {
      for (String callsign : callsigns) {
        update.setObject(1, Times.utc(dueAt));
        update.setString(2, callsign);
        update.addBatch();
      }
      update.executeBatch();
    }
  }
}
