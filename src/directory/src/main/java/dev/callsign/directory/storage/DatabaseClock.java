package dev.callsign.directory.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The time that all who share the database can agree on. */
@ApplicationScoped
public class DatabaseClock {
  private final Transactions transactions;

  DatabaseClock(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What the database takes for now. */
  public Instant now() {
    return transactions.join(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement("select current_timestamp");
              ResultSet row = select.executeQuery()) {
            Instant now = row.next() ? Times.instant(row, 1) : null;
            if (now == null) {
              throw new SQLException("a database knows the time");
            }
            return now;
          }
        });
  }
}
