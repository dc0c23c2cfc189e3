package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * About which leaves authorities may be asked (RFC 9773): those of statements that are served, and
 * no sooner than they said. Safe for concurrent use, across processes.
 */
@ApplicationScoped
public class RenewalPolls {
  private static final String DUE =
      "select s.sha256, s.compact from due d join callsign c on c.name = d.callsign"
          + " join statement s on s.id = c.active_statement where d.callsign = ?"
          + " and (d.poll_at is null or d.poll_at <= ?)"
          + " and c.revoked_at is null and s.expires_at > ?";

  private final Transactions transactions;

  RenewalPolls(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * What to ask about.
   *
   * @param statement the hash of the statement in force
   * @param leaf the leaf that signed it
   */
  public record Poll(String statement, X509Certificate leaf) {}

  /** The leaf of the statement in force, if an authority may be asked about it now. */
  public Optional<Poll> due(Callsign callsign, Instant now) {
    return transactions.join(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setString(1, callsign.aLabel());
            select.setObject(2, Times.utc(now));
            select.setObject(3, Times.utc(now));
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Poll(
                          row.getString(1),
                          CallsignRepository.read(row.getString(2)).chain().leaf()))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * Sets when to ask the next time, in the transaction of the caller.
   *
   * @param at null for at once
   */
  static boolean next(Connection connection, String callsign, @Nullable Instant at)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update due set poll_at = ? where callsign = ?")) {
      update.setObject(1, Times.utcOrNull(at));
      update.setString(2, callsign);
      return update.executeUpdate() > 0;
    }
  }
}
