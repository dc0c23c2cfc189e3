package dev.callsign.directory.events;

import dev.callsign.directory.fetch.WebhookUrl;
import dev.callsign.directory.record.EventLog;
import dev.callsign.directory.record.HistoryGrown;
import dev.callsign.directory.record.Publications;
import dev.callsign.directory.storage.StorageException;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who follows which callsign by webhook, how far he has come, and what he did not take. Shared by
 * all replicas; safe for concurrent use.
 *
 * <p>An event wakes its watches in the transaction that makes it, so none is forgotten whatever
 * crashes. A lease is a watch that was put off: if who took it dies, it is due again by itself, and
 * its event is delivered again.
 */
@ApplicationScoped
public class WatchStore {

  /** Watches that the devices of one callsign may have: contacts of a busy person. */
  public static final int MAX_WATCHES = 1000;

  private static final String COLUMNS =
      "w.id, w.owner, w.callsign, w.url, w.created_at, w.position, w.tries, w.failing_since,"
          + " w.last_failure";
  private static final int COLUMN_COUNT = 9;
  private static final String TAKE =
      "select "
          + COLUMNS
          + " from watch w where w.next_at <= ? order by w.next_at fetch first ? rows only"
          + " for update skip locked";
  private static final String TAKE_LETTERS =
      "select d.id from dead_letter d where d.replay_at <= ? order by d.replay_at"
          + " fetch first ? rows only for update skip locked";
  private static final String LETTERS =
      "select "
          + COLUMNS
          + ", d.id, d.event, d.failed_at, d.reason, d.replay_at"
          + " from dead_letter d join watch w on w.id = d.watch where d.id ";

  private final Transactions transactions;

  WatchStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The outcome of asking for a watch. */
  public sealed interface Outcome {
    /** It is there from now on. */
    record Created(Watch watch) implements Outcome {}

    /** It was there before. */
    record Known(Watch watch) implements Outcome {}

    /** The owner has {@link #MAX_WATCHES}. */
    record TooMany() implements Outcome {}
  }

  /** Adds a watch, which begins with the next event. */
  public Outcome add(Callsign owner, Callsign callsign, WebhookUrl url, Instant at) {
    return transactions.run(
        connection -> {
          Publications.lock(connection, callsign); // no event is under way
          Optional<Watch> known = find(connection, owner, callsign, url);
          if (known.isPresent()) {
            return new Outcome.Known(known.get());
          }
          if (count(connection, owner) >= MAX_WATCHES) {
            return new Outcome.TooMany();
          }
          insert(connection, owner, callsign, url, at);
          return new Outcome.Created(find(connection, owner, callsign, url).orElseThrow());
        });
  }

  /** A watch of the devices of {@code owner}. */
  public Optional<Watch> find(Callsign owner, long id) {
    return transactions.run(connection -> find(connection, owner, id));
  }

  /** Ends a watch, and forgets what it did not take; false when {@code owner} has none such. */
  public boolean remove(Callsign owner, long id) {
    return transactions.run(
        connection -> {
          if (find(connection, owner, id).isEmpty()) {
            return false;
          }
          update(connection, "delete from dead_letter where watch = ?", id);
          update(connection, "delete from watch where id = ?", id);
          return true;
        });
  }

  /** Wakes those who follow, in the transaction of the event. */
  void wake(@Observes HistoryGrown grown) {
    try (PreparedStatement update =
        grown
            .connection()
            .prepareStatement(
                "update watch set next_at = created_at where callsign = ? and next_at is null")) {
      update.setString(1, grown.callsign().aLabel());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  /** Takes watches that are due and that nobody else has taken. */
  List<Watch> take(Instant now, int limit, Duration lease) {
    return transactions.run(
        connection -> {
          List<Watch> taken = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(TAKE)) {
            select.setObject(1, Times.utc(now));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                taken.add(watch(row));
              }
            }
          }
          for (Watch watch : taken) {
            putOff(connection, watch.id(), now.plus(lease));
          }
          return taken;
        });
  }

  /** The event was taken. The watch is due again at once, or when the next one comes. */
  void delivered(Watch watch, long event) {
    transactions.run(
        connection -> {
          lock(connection, watch);
          settle(connection, watch, event, 0, null, null, false);
          return event;
        });
  }

  /** The event was not taken, and is tried again at {@code next}. */
  void failed(Watch watch, int tries, String reason, Instant at, Instant next) {
    Instant since = Objects.requireNonNullElse(watch.failingSince(), at);
    transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update watch set tries = ?, failing_since = ?, last_failure = ?, next_at = ?"
                      + " where id = ?")) {
            update.setInt(1, tries);
            update.setObject(2, Times.utc(since));
            update.setString(3, reason);
            update.setObject(4, Times.utc(next));
            update.setLong(5, watch.id());
            return update.executeUpdate();
          }
        });
  }

  /** The event is given up, and the next one is tried at {@code next}. */
  void buried(Watch watch, long event, int tries, String reason, Instant at, Instant next) {
    Instant since = Objects.requireNonNullElse(watch.failingSince(), at);
    transactions.run(
        connection -> {
          lock(connection, watch);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into dead_letter (watch, event, failed_at, reason)"
                      + " select id, ?, ?, ? from watch where id = ? and not exists"
                      + " (select 1 from dead_letter d where d.watch = watch.id and d.event = ?)")) {
            insert.setLong(1, event);
            insert.setObject(2, Times.utc(at));
            insert.setString(3, reason);
            insert.setLong(4, watch.id());
            insert.setLong(5, event);
            insert.executeUpdate();
          }
          settle(connection, watch, event, tries, since, reason, true);
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update watch set next_at = ? where id = ? and next_at is not null")) {
            update.setObject(1, Times.utc(next));
            update.setLong(2, watch.id());
            return update.executeUpdate();
          }
        });
  }

  /** Dead letters with a higher id, oldest first. */
  public List<DeadLetter> deadLetters(long after, int limit) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(LETTERS + "> ? order by d.id fetch first ? rows only")) {
            select.setLong(1, after);
            select.setInt(2, limit);
            return letters(select);
          }
        });
  }

  /** Has a dead letter tried once more; false when there is none such. */
  public boolean replay(long id, Instant at) {
    return transactions.run(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "update dead_letter set replay_at = ? where id = ?")) {
                update.setObject(1, Times.utc(at));
                update.setLong(2, id);
                return update.executeUpdate();
              }
            })
        > 0;
  }

  /** Has all dead letters tried once more; says how many. */
  public int replayAll(Instant at) {
    return transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement("update dead_letter set replay_at = ?")) {
            update.setObject(1, Times.utc(at));
            return update.executeUpdate();
          }
        });
  }

  /** Takes dead letters that are to be tried once more. */
  List<DeadLetter> takeLetters(Instant now, int limit, Duration lease) {
    return transactions.run(
        connection -> {
          List<Long> ids = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(TAKE_LETTERS)) {
            select.setObject(1, Times.utc(now));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                ids.add(row.getLong(1));
              }
            }
          }
          List<DeadLetter> taken = new ArrayList<>();
          for (long id : ids) {
            try (PreparedStatement update =
                    connection.prepareStatement(
                        "update dead_letter set replay_at = ? where id = ?");
                PreparedStatement select = connection.prepareStatement(LETTERS + "= ?")) {
              update.setObject(1, Times.utc(now.plus(lease)));
              update.setLong(2, id);
              update.executeUpdate();
              select.setLong(1, id);
              taken.addAll(letters(select));
            }
          }
          return taken;
        });
  }

  /** A dead letter was delivered after all. */
  void replayed(DeadLetter letter) {
    transactions.run(
        connection -> update(connection, "delete from dead_letter where id = ?", letter.id()));
  }

  /** A dead letter was not taken again, either. */
  void replayFailed(DeadLetter letter, String reason, Instant at) {
    transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update dead_letter set replay_at = null, failed_at = ?, reason = ?"
                      + " where id = ?")) {
            update.setObject(1, Times.utc(at));
            update.setString(2, reason);
            update.setLong(3, letter.id());
            return update.executeUpdate();
          }
        });
  }

  /** How many watches have something to deliver, and how many dead letters there are. */
  public record Backlog(long waiting, long dead) {}

  /** What is not delivered. */
  public Backlog backlog() {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "select (select count(*) from watch where next_at is not null),"
                          + " (select count(*) from dead_letter)");
              ResultSet row = select.executeQuery()) {
            row.next();
            return new Backlog(row.getLong(1), row.getLong(2));
          }
        });
  }

  /** Moves on to {@code event}; the watch sleeps when no later one is there. */
  private static void settle(
      Connection connection,
      Watch watch,
      long event,
      int tries,
      @Nullable Instant failingSince,
      @Nullable String reason,
      boolean keepsFailing)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update watch set position = ?, tries = ?, failing_since = ?, last_failure = ?,"
                + " next_at = case when ? then created_at end where id = ?")) {
      update.setLong(1, event);
      update.setInt(2, keepsFailing ? tries : 0);
      update.setObject(3, Times.utcOrNull(failingSince));
      update.setString(4, reason);
      update.setBoolean(5, EventLog.lastId(connection, watch.callsign()) > event);
      update.setLong(6, watch.id());
      update.executeUpdate();
    }
  }

  /** From here on no event wakes the watch unseen. */
  private static void lock(Connection connection, Watch watch) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select id from watch where id = ? for update")) {
      select.setLong(1, watch.id());
      select.executeQuery().close();
    }
  }

  private static void putOff(Connection connection, long id, Instant until) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update watch set next_at = ? where id = ?")) {
      update.setObject(1, Times.utc(until));
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  private static void insert(
      Connection connection, Callsign owner, Callsign callsign, WebhookUrl url, Instant at)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into watch (owner, callsign, url, url_sha256, created_at, position, tries)"
                + " values (?, ?, ?, ?, ?, ?, 0)")) {
      insert.setString(1, owner.aLabel());
      insert.setString(2, callsign.aLabel());
      insert.setString(3, url.toString());
      insert.setString(4, sha256(url));
      insert.setObject(5, Times.utc(at));
      insert.setLong(6, EventLog.lastId(connection, callsign));
      insert.executeUpdate();
    }
  }

  private static long count(Connection connection, Callsign owner) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select count(*) from watch where owner = ?")) {
      select.setString(1, owner.aLabel());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static Optional<Watch> find(
      Connection connection, Callsign owner, Callsign callsign, WebhookUrl url)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + " from watch w where w.owner = ? and w.callsign = ? and w.url_sha256 = ?")) {
      select.setString(1, owner.aLabel());
      select.setString(2, callsign.aLabel());
      select.setString(3, sha256(url));
      return first(select);
    }
  }

  private static Optional<Watch> find(Connection connection, Callsign owner, long id)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select " + COLUMNS + " from watch w where w.owner = ? and w.id = ?")) {
      select.setString(1, owner.aLabel());
      select.setLong(2, id);
      return first(select);
    }
  }

  private static Optional<Watch> first(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(watch(row)) : Optional.empty();
    }
  }

  private static List<DeadLetter> letters(PreparedStatement select) throws SQLException {
    List<DeadLetter> letters = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        letters.add(
            new DeadLetter(
                row.getLong(COLUMN_COUNT + 1),
                watch(row),
                row.getLong(COLUMN_COUNT + 2),
                Objects.requireNonNull(Times.instant(row, COLUMN_COUNT + 3)),
                row.getString(COLUMN_COUNT + 4),
                Times.instant(row, COLUMN_COUNT + 5) != null));
      }
    }
    return letters;
  }

  private static Watch watch(ResultSet row) throws SQLException {
    return new Watch(
        row.getLong(1),
        callsign(row.getString(2)),
        callsign(row.getString(3)),
        URI.create(row.getString(4)),
        Objects.requireNonNull(Times.instant(row, 5)),
        row.getLong(6),
        row.getInt(7),
        Times.instant(row, 8),
        row.getString(9));
  }

  /** Reads again what was a callsign when it was stored. */
  private static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored callsign no longer parses", e);
    }
  }

  private static int update(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, id);
      return update.executeUpdate();
    }
  }

  private static String sha256(WebhookUrl url) {
    return Fingerprint.sha256Base64Url(url.toString().getBytes(StandardCharsets.UTF_8));
  }
}
