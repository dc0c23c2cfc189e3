package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The leaves of statements in force by the revocation list that they name, of those that neither
 * ended nor were revoked.
 */
@ApplicationScoped
public class ListedLeaves {

  /** Leaves that are given out at once. */
  private static final int PAGE = 1000;

  private static final int SERIAL_RADIX = 16;

  private static final String NEXT_LIST =
      "select crl_url from certificate where crl_url > ? order by crl_url fetch first 1 rows only";
  private static final String IN_FORCE =
      " from certificate l join statement s on s.leaf_sha256 = l.sha256"
          + " join callsign c on c.name = s.callsign and c.active_statement = s.id"
          + " where l.crl_url = ? and l.not_after > ? and s.expires_at > ? and c.revoked_at is null";
  private static final String ANY =
      "select l.issuer, s.compact" + IN_FORCE + " fetch first 1 rows only";
  private static final String ALL = "select c.name, l.serial" + IN_FORCE + " and l.issuer = ?";

  private final Transactions transactions;

  ListedLeaves(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * One statement in force whose leaf names a list.
   *
   * @param issuer of the leaf, as recorded
   */
  public record Representative(String issuer, String compact) {}

  /** The list that comes after one, by its address; empty after the last. */
  public Optional<String> listAfter(String url) {
    return transactions.join(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(NEXT_LIST)) {
            select.setString(1, url);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /** Any of those that name a list; empty when nobody needs it now. */
  public Optional<Representative> any(String url, Instant now) {
    return transactions.join(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ANY)) {
            bind(select, url, now);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(new Representative(row.getString(1), row.getString(2)))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * Gives out all those of an issuer that name a list, some at a time: serial numbers by A-label.
   */
  public void forEach(
      String url, String issuer, Instant now, Consumer<Map<String, BigInteger>> page) {
    transactions.run(
        connection -> {
          read(connection, url, issuer, now, page);
          return url;
        });
  }

  private static void read(
      Connection connection,
      String url,
      String issuer,
      Instant now,
      Consumer<Map<String, BigInteger>> pages)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ALL)) {
      select.setFetchSize(PAGE); // in a transaction PostgreSQL then sends no more at once
      bind(select, url, now);
      select.setString(4, issuer);
      Map<String, BigInteger> page = new LinkedHashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          page.put(row.getString(1), new BigInteger(row.getString(2), SERIAL_RADIX));
          if (page.size() == PAGE) {
            pages.accept(page);
            page = new LinkedHashMap<>();
          }
        }
      }
      if (!page.isEmpty()) {
        pages.accept(page);
      }
    }
  }

  private static void bind(PreparedStatement select, String url, Instant now) throws SQLException {
    select.setString(1, url);
    select.setObject(2, Times.utc(now));
    select.setObject(3, Times.utc(now));
  }
}
