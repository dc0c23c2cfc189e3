package dev.callsign.directory.record;

import dev.callsign.directory.state.CallsignState;
import dev.callsign.directory.state.Facts;
import dev.callsign.directory.state.InForce;
import dev.callsign.directory.state.Pending;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.directory.state.Trouble;
import dev.callsign.directory.storage.Times;
import dev.callsign.name.Callsign;
import dev.callsign.report.Slug;
import dev.callsign.statement.RenewalWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registered callsign whose row is locked until the transaction ends: what is known of it, and
 * where that is written again. One statement reads all of it, and one writes it.
 *
 * @param active id of the statement in force
 * @param pending id of the held statement; null when there is none
 * @param checkedAt when the facts were last found
 * @param isBound whether devices leave only if one of them agrees
 */
record LockedCallsign(
    Connection connection,
    Callsign callsign,
    long active,
    @Nullable Long pending,
    Facts facts,
    Instant checkedAt,
    boolean isBound) {

  // The statement is joined from outside, and not locked: it never changes.
  private static final String LOCK =
      "select c.checked_at, c.active_statement, c.pending_statement, c.pending_since,"
          + " c.trouble_since, c.trouble_reason, c.revoked_at, c.reclaimed_at, c.authority_due,"
          + " c.observed, c.told, c.verified_at, s.id, s.sha256, s.valid_from, s.renewal_due_at,"
          + " s.overdue_at, s.last_tenth_at, s.expires_at, c.bound_since,"
          + " c.pending_looked_at"
          + " from callsign c left join statement s on s.id = c.active_statement"
          + " where c.name = ? for update of c";
  private static final String HELD = "select sha256, compact from statement where id = ?";
  private static final String INSERT =
      "insert into callsign (name, state, state_since, registered_at, checked_at, verified_at,"
          + " active_statement, report) values (?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ENTER =
      "update callsign set state_since = case when state = ? then state_since else ? end,"
          + " state = ?, checked_at = ?, active_statement = ?, pending_statement = ?,"
          + " pending_since = ?, pending_looked_at = ?, trouble_since = ?, trouble_reason = ?, revoked_at = ?,"
          + " reclaimed_at = ?, authority_due = ?, observed = ?, told = ?, verified_at = ?,"
          + " report = coalesce(?, report) where name = ?";

  /** Locks a callsign; empty when it is not registered. */
  static Optional<LockedCallsign> of(Connection connection, Callsign callsign) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, callsign.aLabel());
      for (boolean isLocked = false; ; isLocked = true) {
        try (ResultSet row = lock.executeQuery()) {
          if (!row.next()) {
            return Optional.empty();
          }
          if (row.getLong(2) == row.getLong(13)) {
            return Optional.of(read(connection, callsign, row));
          }
          // Who had the lock put another statement in force: it is joined the next time.
          if (isLocked) {
            throw new SQLException("the statement in force of " + callsign + " was recorded");
          }
        }
      }
    }
  }

  /** Registers a callsign with its first statement. */
  static LockedCallsign insert(
      Connection connection,
      Callsign callsign,
      CallsignState first,
      long active,
      String report,
      Instant at)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, callsign.aLabel());
      insert.setString(2, first.name().name());
      insert.setObject(3, Times.utc(at));
      insert.setObject(4, Times.utc(at));
      insert.setObject(5, Times.utc(at));
      insert.setObject(6, Times.utc(at));
      insert.setLong(7, active);
      insert.setString(8, report);
      insert.executeUpdate();
    }
    LockedCallsign row =
        new LockedCallsign(connection, callsign, active, null, first.facts(), at, false);
    row.enter(first, active, null, null, at);
    return row;
  }

  /** The state as it was last found. */
  CallsignState state(StatePolicy policy) {
    return CallsignState.of(facts, checkedAt, policy);
  }

  /** Whether this statement, by its hash, is in force. */
  boolean isInForce(String sha256) {
    return facts.inForce().statement().equals(sha256);
  }

  /** Whether this statement, by its hash, is held. */
  boolean isHeld(String sha256) {
    Pending change = facts.pending();
    return change != null && change.statement().equals(sha256);
  }

  /**
   * Whole milliseconds, which every storage keeps: a state is found again exactly as it was. A
   * storage that rounds would otherwise find one that has ended where none had.
   */
  static Instant kept(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** No check is before the one before it, whatever the clocks of two replicas say. */
  Instant latest(Instant at) {
    Instant kept = kept(at);
    return kept.isBefore(checkedAt) ? checkedAt : kept;
  }

  /**
   * The state is {@code next} from now on.
   *
   * @param inForce id of its statement in force
   * @param held id of its held statement, where there is one
   * @param report of a verification of the statement in force; null where there was none
   */
  void enter(
      CallsignState next, long inForce, @Nullable Long held, @Nullable String report, Instant at)
      throws SQLException {
    Facts entered = next.facts();
    Pending change = entered.pending();
    Trouble trouble = entered.trouble();
    try (PreparedStatement update = connection.prepareStatement(ENTER)) {
      update.setString(1, next.name().name());
      update.setObject(2, Times.utc(at));
      update.setString(3, next.name().name());
      update.setObject(4, Times.utc(at));
      update.setLong(5, inForce);
      update.setObject(6, change == null ? null : held);
      update.setObject(7, change == null ? null : Times.utc(change.since()));
      update.setObject(8, change == null ? null : Times.utc(change.lookedAt()));
      update.setObject(9, trouble == null ? null : Times.utc(trouble.since()));
      update.setString(10, trouble == null ? null : trouble.reason().name());
      update.setObject(11, Times.utcOrNull(entered.revokedAt()));
      update.setObject(12, Times.utcOrNull(entered.reclaimedAt()));
      update.setObject(13, Times.utcOrNull(entered.inForce().authorityDue()));
      update.setString(14, WarningColumn.encode(entered.observed()));
      update.setString(15, WarningColumn.encode(entered.told()));
      update.setObject(16, Times.utc(entered.inForce().verifiedAt()));
      update.setString(17, report);
      update.setString(18, callsign.aLabel());
      update.executeUpdate();
    }
  }

  /**
   * From now on devices leave only if one of them agrees.
   *
   * @param since null for: no longer
   */
  void bind(@Nullable Instant since) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update callsign set bound_since = ? where name = ?")) {
      update.setObject(1, Times.utcOrNull(since));
      update.setString(2, callsign.aLabel());
      update.executeUpdate();
    }
  }

  private static LockedCallsign read(Connection connection, Callsign callsign, ResultSet row)
      throws SQLException {
    long held = row.getLong(3);
    Long pending = row.wasNull() ? null : held;
    Instant pendingSince = Times.instant(row, 4);
    Instant pendingLookedAt = Times.instant(row, 21);
    Instant troubleSince = Times.instant(row, 5);
    String troubleReason = row.getString(6);
    Facts facts =
        new Facts(
            new InForce(row.getString(14), time(row, 12), window(row), Times.instant(row, 9)),
            pending == null || pendingSince == null || pendingLookedAt == null
                ? null
                : pending(connection, pending, pendingSince, pendingLookedAt),
            troubleSince == null || troubleReason == null
                ? null
                : new Trouble(troubleSince, Slug.valueOf(troubleReason)),
            Times.instant(row, 7),
            Times.instant(row, 8),
            WarningColumn.decode(row.getString(10)),
            WarningColumn.decode(row.getString(11)));
    return new LockedCallsign(
        connection,
        callsign,
        row.getLong(2),
        pending,
        facts,
        time(row, 1),
        Times.instant(row, 20) != null);
  }

  private static RenewalWindow window(ResultSet row) throws SQLException {
    return new RenewalWindow(
        time(row, 15), time(row, 16), time(row, 17), time(row, 18), time(row, 19));
  }

  private static Pending pending(Connection connection, long id, Instant since, Instant lookedAt)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HELD)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the held statement " + id + " was recorded");
        }
        return new Pending(
            row.getString(1),
            StatementRow.identities(CallsignRepository.read(row.getString(2)).statement()),
            since,
            lookedAt);
      }
    }
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(Times.instant(row, column));
  }
}
