package dev.callsign.directory.record;

import dev.callsign.directory.storage.Times;
import dev.callsign.report.MalformedException;
import dev.callsign.revocation.CrlDistributionPoint;
import dev.callsign.statement.Grade;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RenewalWindow;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.Fingerprint;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verified statements, exactly as they were hosted, and the leaves that signed them: written once,
 * never changed.
 */
final class AcceptedStatements {
  private static final String FIND = "select id from statement where callsign = ? and sha256 = ?";
  private static final String INSERT =
      "insert into statement (callsign, seq, sha256, compact, leaf_sha256, grade, recorded_at,"
          + " valid_from, renewal_due_at, overdue_at, last_tenth_at, expires_at)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String INSERT_LEAF =
      "insert into certificate (sha256, key_sha256, issuer, serial, not_before, not_after,"
          + " first_seen, crl_url) values (?, ?, ?, ?, ?, ?, ?, ?)";
  private static final int SERIAL_RADIX = 16;

  private AcceptedStatements() {}

  /** What a recorded statement says. */
  static KeyStatement read(Connection connection, long id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select compact from statement where id = ?")) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("statement " + id + " was recorded");
        }
        return CallsignRepository.read(row.getString(1)).statement();
      }
    }
  }

  /**
   * Records a statement and its leaf, unless they are recorded.
   *
   * @return the id of the statement
   */
  static long append(Connection connection, VerifiedStatement statement, Grade grade, Instant at)
      throws SQLException {
    X509Certificate leaf = statement.chain().leaf();
    String leafSha256 = Fingerprint.ofCertificate(leaf);
    if (!isRecorded(connection, leafSha256)) {
      insert(connection, leaf, leafSha256, at);
    }
    Optional<Long> known = find(connection, statement);
    return known.isPresent() ? known.get() : insert(connection, statement, leafSha256, grade, at);
  }

  private static Optional<Long> find(Connection connection, VerifiedStatement statement)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setString(1, statement.callsign().aLabel());
      select.setString(2, statement.sha256());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }

  private static long insert(
      Connection connection,
      VerifiedStatement statement,
      String leafSha256,
      Grade grade,
      Instant at)
      throws SQLException {
    RenewalWindow window = RenewalWindow.of(statement.statement(), statement.chain().leaf());
    try (PreparedStatement insert = connection.prepareStatement(INSERT, new String[] {"id"})) {
      insert.setString(1, statement.callsign().aLabel());
      insert.setLong(2, statement.statement().seq());
      insert.setString(3, statement.sha256());
      insert.setString(4, statement.compact());
      insert.setString(5, leafSha256);
      insert.setString(6, grade.name());
      insert.setObject(7, Times.utc(at));
      insert.setObject(8, Times.utc(window.from()));
      insert.setObject(9, Times.utc(window.due()));
      insert.setObject(10, Times.utc(window.overdue()));
      insert.setObject(11, Times.utc(window.lastTenth()));
      insert.setObject(12, Times.utc(statement.expiresAt()));
      insert.executeUpdate();
      try (ResultSet key = insert.getGeneratedKeys()) {
        key.next();
        return key.getLong(1);
      }
    }
  }

  private static boolean isRecorded(Connection connection, String leafSha256) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from certificate where sha256 = ?")) {
      select.setString(1, leafSha256);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void insert(Connection connection, X509Certificate leaf, String sha256, Instant at)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_LEAF)) {
      insert.setString(1, sha256);
      insert.setString(2, Fingerprint.ofKey(leaf.getPublicKey()));
      insert.setString(3, leaf.getIssuerX500Principal().getName());
      insert.setString(4, leaf.getSerialNumber().toString(SERIAL_RADIX));
      insert.setObject(5, Times.utc(leaf.getNotBefore().toInstant()));
      insert.setObject(6, Times.utc(leaf.getNotAfter().toInstant()));
      insert.setObject(7, Times.utc(at));
      insert.setString(8, listUrl(leaf));
      insert.executeUpdate();
    }
  }

  /**
   * Where the revocation of a leaf would be listed; null where it names no list that can be
   * fetched. By the wider rule: whether it is fetched is decided by whom the chain ends at.
   */
  private static @Nullable String listUrl(X509Certificate leaf) {
    try {
      return CrlDistributionPoint.of(leaf, true).map(point -> point.uri().toString()).orElse(null);
    } catch (MalformedException e) {
      return null;
    }
  }
}
