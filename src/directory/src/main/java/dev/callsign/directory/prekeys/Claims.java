package dev.callsign.directory.prekeys;

import dev.callsign.directory.record.EventLog;
import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.Happening;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.request.DeviceAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one-time prekeys: first in, first out, each at most once, over every replica and
 * whatever crashes (docs/protocol.md §4, Claiming).
 *
 * <p>A claim is one transaction that holds the lock on the row of the target device. The keys are
 * gone when it commits, and only then does anybody see them: a crash in between loses keys, it
 * never gives one twice.
 */
@ApplicationScoped
public class Claims {

  /** How long a retry with the same {@code Idempotency-Key} gets the same answer. */
  static final Duration IDEMPOTENCY = Duration.ofMinutes(10);

  /** Over how long the keys that a device gives are counted. */
  private static final Duration HOUR = Duration.ofHours(1);

  private static final String LOCK =
      "select id, identity_key, last_resort_used from prekey_device"
          + " where callsign = ? and device_id = ? for update";

  private static final String OLDEST =
      " union all (select space, id, key_id, public_key, signature,"
          + " cast(null as timestamp with time zone), (select count(*) from one_time_prekey other"
          + " where other.device = first.device and other.space = first.space)"
          + " from one_time_prekey first"
          + " where device = ? and space = ? order by id fetch first 1 row only)";

  private static final String REPEATED =
      "select answer from claim where target = ? and claimed_at > ? and claimer = ?"
          + " and idempotency_key = ?";

  /**
   * What the last hour has taken, and the oldest key of each space: one question, as each costs a
   * way to the database and back while the lock is held.
   */
  private static final String READ =
      "select 'SPENT' as what, count(case when given then 1 end) as id, 0 as key_id,"
          + " cast(null as bytea) as public_key, cast(null as bytea) as signature,"
          + " max(case when claimer_domain = ? then bucket_full_at end) as full_at, 0 as stock"
          + " from claim where target = ? and claimed_at > ?"
          + OLDEST
          + OLDEST;

  private static final String DELETE = "delete from one_time_prekey where id in (?, ?)";

  private static final String USE_LAST_RESORT =
      "update prekey_device set last_resort_used = true where id = ?";

  private static final String REMEMBER =
      "insert into claim (target, claimer, claimer_domain, claimed_at, given, bucket_full_at,"
          + " idempotency_key, answer) values (?, ?, ?, ?, ?, ?, ?, ?)";

  /** The first column of what the last hour has taken. */
  private static final String SPENT = "SPENT";

  /** The id of no row. */
  private static final long NO_ROW = -1;

  private final Transactions transactions;
  private final ClaimPolicy policy;
  private final Stocks stocks;
  private final EventLog events;
  private final Event<PrekeysChanged> changed;
  private final Clock clock;

  Claims(
      Transactions transactions,
      ClaimPolicy policy,
      Stocks stocks,
      EventLog events,
      Event<PrekeysChanged> changed,
      Clock clock) {
    this.transactions = transactions;
    this.policy = policy;
    this.stocks = stocks;
    this.events = events;
    this.changed = changed;
    this.clock = clock;
  }

  /**
   * One claim.
   *
   * @param target whose keys
   * @param identityKey the target's, in the statement in force
   * @param hasLastResort whether the answer falls back on a last-resort prekey
   * @param claimer who signed the request
   * @param idempotencyKey what the claimer repeats with a retry; null when he does not
   */
  public record Claim(
      DeviceAddress target,
      IdentityKey identityKey,
      boolean hasLastResort,
      DeviceAddress claimer,
      @Nullable String idempotencyKey) {}

  /**
   * Claims keys.
   *
   * @param answer writes what the claimer is answered; the bytes are kept for a retry
   */
  public ClaimOutcome claim(Claim claim, Function<Given, byte[]> answer) {
    Instant at = clock.instant();
    List<Happening> told = new ArrayList<>();
    ClaimOutcome outcome =
        transactions.run(connection -> claim(connection, claim, answer, told, at));
    stocks.forget(claim.target());
    if (!told.isEmpty()) {
      changed.fire(new PrekeysChanged(claim.target().callsign().aLabel()));
    }
    return outcome;
  }

  private ClaimOutcome claim(
      Connection connection,
      Claim claim,
      Function<Given, byte[]> answer,
      List<Happening> told,
      Instant at)
      throws SQLException {
    told.clear(); // of a try that was undone
    Optional<Target> locked = lock(connection, claim.target());
    if (locked.isEmpty() || !locked.get().identityKey().equals(claim.identityKey().toBase64Url())) {
      return new ClaimOutcome.NoPrekeys();
    }
    Target target = locked.get();
    Optional<byte[]> before = repeated(connection, target, claim, at);
    if (before.isPresent()) {
      return new ClaimOutcome.Claimed(new ClaimOutcome.Answer(before.get()));
    }
    Stored stored = read(connection, target, claim, at);
    Optional<Duration> wait = policy.wait(stored.bucketFullAt(), at);
    if (wait.isPresent()) {
      return new ClaimOutcome.Limited(wait.get());
    }
    boolean withheld = stored.givenLastHour() >= policy.hourly();
    Map<KeyIdSpace, Row> taken = withheld ? Map.of() : stored.oldest();
    delete(connection, taken);
    Given given = given(taken, withheld);
    if (given.pqOneTime() == null && claim.hasLastResort() && !target.lastResortUsed()) {
      update(connection, USE_LAST_RESORT, target.id());
      told.add(new Happening(EventType.LAST_RESORT_USED, null));
    }
    taken.forEach((space, row) -> shortage(space, row.stock() - 1).ifPresent(told::add));
    byte[] body = answer.apply(given);
    remember(connection, target, claim, stored, !taken.isEmpty(), body, at);
    tell(connection, claim.target(), told, at);
    return new ClaimOutcome.Claimed(new ClaimOutcome.Answer(body));
  }

  /** What there is to tell when {@code left} prekeys are left of a kind, and were one more. */
  private static Optional<Happening> shortage(KeyIdSpace space, int left) {
    String detail = space.text() + ": " + left + " left";
    if (left == 0) {
      return Optional.of(new Happening(EventType.PREKEYS_EMPTY, detail));
    }
    return left == Stock.LOW - 1
        ? Optional.of(new Happening(EventType.PREKEYS_LOW, detail))
        : Optional.empty();
  }

  private void tell(
      Connection connection, DeviceAddress target, List<Happening> happenings, Instant at)
      throws SQLException {
    if (!happenings.isEmpty()) {
      events.append(
          connection,
          target.callsign(),
          happenings.stream().map(each -> EventLog.Line.of(target.deviceId(), each)).toList(),
          at);
    }
  }

  private static Given given(Map<KeyIdSpace, Row> taken, boolean withheld) {
    Row pq = taken.get(KeyIdSpace.PQ_PREKEY);
    Row oneTime = taken.get(KeyIdSpace.ONE_TIME_PREKEY);
    OneTimeState state =
        withheld
            ? OneTimeState.WITHHELD
            : oneTime == null ? OneTimeState.EXHAUSTED : OneTimeState.GIVEN;
    return new Given(
        state,
        oneTime == null ? null : (OneTimePrekey) oneTime.prekey(),
        pq == null ? null : (PqPrekey) pq.prekey());
  }

  private static Optional<Target> lock(Connection connection, DeviceAddress device)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      select.setString(1, device.callsign().aLabel());
      select.setInt(2, device.deviceId());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Target(row.getLong(1), row.getString(2), row.getBoolean(3)))
            : Optional.empty();
      }
    }
  }

  private static Optional<byte[]> repeated(
      Connection connection, Target target, Claim claim, Instant at) throws SQLException {
    if (claim.idempotencyKey() == null) {
      return Optional.empty();
    }
    try (PreparedStatement select = connection.prepareStatement(REPEATED)) {
      select.setLong(1, target.id());
      select.setObject(2, utc(at.minus(IDEMPOTENCY)));
      select.setString(3, claim.claimer().toString());
      select.setString(4, claim.idempotencyKey());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static Stored read(Connection connection, Target target, Claim claim, Instant at)
      throws SQLException {
    int givenLastHour = 0;
    Instant bucketFullAt = at;
    Map<KeyIdSpace, Row> oldest = new EnumMap<>(KeyIdSpace.class);
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setString(1, claim.claimer().callsign().registrableDomain());
      select.setLong(2, target.id());
      select.setObject(3, utc(at.minus(HOUR)));
      int parameter = 4;
      for (KeyIdSpace space : PrekeyColumns.ONE_TIME_SPACES) {
        select.setLong(parameter++, target.id());
        select.setString(parameter++, space.name());
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String what = row.getString(1);
          if (what.equals(SPENT)) {
            givenLastHour = row.getInt(2);
            OffsetDateTime fullAt = row.getObject(6, OffsetDateTime.class);
            bucketFullAt = fullAt == null ? at : fullAt.toInstant();
          } else {
            KeyIdSpace space = KeyIdSpace.valueOf(what);
            oldest.put(
                space,
                new Row(row.getLong(2), PrekeyColumns.oneTime(space, row, 3), row.getInt(7)));
          }
        }
      }
    }
    return new Stored(givenLastHour, bucketFullAt, oldest);
  }

  private static void delete(Connection connection, Map<KeyIdSpace, Row> taken)
      throws SQLException {
    if (taken.isEmpty()) {
      return;
    }
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      int parameter = 1;
      for (KeyIdSpace space : PrekeyColumns.ONE_TIME_SPACES) {
        Row row = taken.get(space);
        delete.setLong(parameter++, row == null ? NO_ROW : row.id());
      }
      if (delete.executeUpdate() != taken.size()) {
        throw new IllegalStateException("a one-time prekey went away under the lock");
      }
    }
  }

  private void remember(
      Connection connection,
      Target target,
      Claim claim,
      Stored stored,
      boolean given,
      byte[] body,
      Instant at)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(REMEMBER)) {
      insert.setLong(1, target.id());
      insert.setString(2, claim.claimer().toString());
      insert.setString(3, claim.claimer().callsign().registrableDomain());
      insert.setObject(4, utc(at));
      insert.setBoolean(5, given);
      insert.setObject(6, utc(policy.take(stored.bucketFullAt(), at)));
      insert.setString(7, claim.idempotencyKey());
      insert.setBytes(8, claim.idempotencyKey() == null ? null : body);
      insert.executeUpdate();
    }
  }

  private static void update(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, id);
      update.executeUpdate();
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** The locked row of the target device. */
  private record Target(long id, String identityKey, boolean lastResortUsed) {}

  /** What the last hour has taken, and what would be given next. */
  private record Stored(int givenLastHour, Instant bucketFullAt, Map<KeyIdSpace, Row> oldest) {}

  /**
   * A stored one-time prekey.
   *
   * @param stock how many there are of its kind, with it
   */
  private record Row(long id, Prekey prekey, int stock) {}
}
