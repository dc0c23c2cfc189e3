package dev.callsign.directory.events;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.event.DirectoryKey;
import dev.callsign.event.DirectoryKeyPair;
import dev.callsign.report.MalformedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The public keys that events may be signed with: those of all replicas, so that any of them can
 * tell a receiver. A key that nobody uses is shown for {@link #KEPT} longer.
 */
@ApplicationScoped
public class DirectoryKeys {

  /** How long a key is shown after its last use: deliveries are tried for a day. */
  static final Duration KEPT = Duration.ofDays(30);

  private final Transactions transactions;
  private final DirectoryKeyPair own;
  private final Clock clock;

  DirectoryKeys(Transactions transactions, DirectoryKeyPair own, Clock clock) {
    this.transactions = transactions;
    this.own = own;
    this.clock = clock;
  }

  /** Shows the key of this process, from now on and for as long as this is repeated. */
  public void use() {
    Instant now = clock.instant();
    transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("update directory_key set used_at = ? where kid = ?")) {
            update.setObject(1, Times.utc(now));
            update.setString(2, own.key().kid());
            if (update.executeUpdate() > 0) {
              return own;
            }
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into directory_key (kid, public_key, used_at) values (?, ?, ?)")) {
            insert.setString(1, own.key().kid());
            insert.setBytes(2, own.key().encode());
            insert.setObject(3, Times.utc(now));
            insert.executeUpdate();
          }
          return own;
        });
  }

  /** All keys in use, that of this process first. */
  public List<DirectoryKey> all() {
    Instant since = clock.instant().minus(KEPT);
    return transactions.run(
        connection -> {
          List<DirectoryKey> keys = new ArrayList<>(List.of(own.key()));
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select public_key from directory_key where used_at > ? and kid <> ?"
                      + " order by used_at desc fetch first ? rows only")) {
            select.setObject(1, Times.utc(since));
            select.setString(2, own.key().kid());
            select.setInt(3, DirectoryKey.MAX_KEYS - 1);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                keys.add(decode(row.getBytes(1)));
              }
            }
          }
          return keys;
        });
  }

  private static DirectoryKey decode(byte[] bytes) {
    try {
      return DirectoryKey.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored key no longer decodes", e);
    }
  }
}
