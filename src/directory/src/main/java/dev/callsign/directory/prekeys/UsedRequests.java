package dev.callsign.directory.prekeys;

import dev.callsign.directory.storage.Transactions;
import dev.callsign.request.SignedRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Remembers which signed requests were seen, for all replicas. */
@ApplicationScoped
public class UsedRequests {

  /**
   * How long a request is remembered. One whose {@code iat} is more than 60 s away is refused
   * anyway; the rest is for clocks of replicas that differ.
   */
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private final Transactions transactions;

  UsedRequests(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Uses a request, once and for all.
   *
   * @return false when it was used before, at whatever replica
   */
  public boolean use(SignedRequest request, Instant at) {
    return transactions.join(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into used_request (device, jti, used_at) values (?, ?, ?)")) {
            insert.setString(1, request.device().toString());
            insert.setString(2, request.jti());
            insert.setObject(3, at.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
            return true;
          } catch (SQLException e) {
            if (Transactions.isUniqueViolation(e)) {
              return false;
            }
            throw e;
          }
        });
  }
}
