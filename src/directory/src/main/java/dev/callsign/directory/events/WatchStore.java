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
import org.jboss.logging.Logger;

/**
 * Who follows which callsign by webhook, how far he has come, and what he did not take. Shared by
 * all replicas; safe for concurrent use.
 *
 * <p>An event wakes its watches in the transaction that makes it, so none is forgotten whatever
 * crashes. A lease is a watch that was put off: if who took it dies, it is due again by itself, and
 * its event is delivered again. Who comes too late with what became of a try, because his lease has
 * ended and another one has moved the watch on, changes nothing.
 */
@ApplicationScoped
public class WatchStore {
  private static final Logger LOG = Logger.getLogger(WatchStore.class);

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
          try (PreparedStatement delete =
              connection.prepareStatement("delete from watch where owner = ? and id = ?")) {
            delete.setString(1, owner.aLabel());
            delete.setLong(2, id);
            if (delete.executeUpdate() == 0) {
              return false;
            }
          }
          delete(connection, "delete from dead_letter where watch = ?", id); // none comes any more
          return true;
        });
  }

  /** Wakes those who follow, in the transaction of the event. */
  void wake(@Observes HistoryGrown grown) {
    try (PreparedStatement update =
        grown
            .connection()
            .prepareStatement(
                "update watch set next_at = ? where callsign = ? and next_at is null")) {
      update.setObject(1, Times.utc(grown.at()));
      update.setString(2, grown.callsign().aLabel());
      update.executeUpdate();
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  /** Takes watches that are due and that nobody else has taken. */
  List<Watch> take(Instant now, int limit, Duration lease) {
    return transactions.run(
        connection -> {
          List<Long> ids = new ArrayList<>();
          List<Watch> taken = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(TAKE)) {
            select.setObject(1, Times.utc(now));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                ids.add(row.getLong(1));
                watch(row).ifPresent(taken::add);
              }
            }
          }
          for (long id : ids) {
            putOff(connection, id, now.plus(lease));
          }
          return taken;
        });
  }

  /**
   * The event was taken; the lease goes on.
   *
   * @return false when the watch is no longer where it was, or has ended: nothing was changed
   */
  boolean delivered(Watch watch, long event) {
    return transactions.run(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update watch set position = ?, tries = 0, failing_since = null,"
                      + " last_failure = null where id = ? and position = ?")) {
            update.setLong(1, event);
            update.setLong(2, watch.id());
            update.setLong(3, watch.position());
            return update.executeUpdate() > 0;
          }
        });
  }

  /** Ends the lease: the watch is due again now, or, where no later event is, with the next one. */
  void release(Watch watch, Instant now) {
    transactions.run(
        connection -> {
          Publications.lock(connection, watch.callsign()); // no event is under way
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update watch set next_at = case when position < ?"
                      + " then cast(? as timestamp(6) with time zone) end where id = ?")) {
            update.setLong(1, EventLog.lastId(connection, watch.callsign()));
            update.setObject(2, Times.utc(now));
            update.setLong(3, watch.id());
            return update.executeUpdate();
          }
        });
  }

  /** The event was not taken, and is tried again at {@code next}. */
  void failed(Watch watch, int tries, String reason, Instant at, Instant next) {
    transactions.run(
        connection -> putOff(connection, watch, watch.position(), tries, reason, at, next));
  }

  /** The event is given up; whatever comes after it is tried at {@code next}. */
  void buried(Watch watch, long event, int tries, String reason, Instant at, Instant next) {
    transactions.run(
        connection -> {
          if (!putOff(connection, watch, event, tries, reason, at, next)) {
            return false;
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into dead_letter (watch, event, failed_at, reason)"
                      + " values (?, ?, ?, ?)")) {
            insert.setLong(1, watch.id());
            insert.setLong(2, event);
            insert.setObject(3, Times.utc(at));
            insert.setString(4, reason);
            return insert.executeUpdate() > 0;
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

  /** A dead letter was delivered after all: its receiver is well, so what waits is due now. */
  void replayed(DeadLetter letter, Instant now) {
    transactions.run(
        connection -> {
          // The watch before its letters, as who ends it: otherwise they wait for each other.
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update watch set tries = 0, next_at = ?"
                      + " where id = ? and tries > 0 and next_at > ?")) {
            update.setObject(1, Times.utc(now));
            update.setLong(2, letter.watch().id());
            update.setObject(3, Times.utc(now));
            update.executeUpdate();
          }
          delete(connection, "delete from dead_letter where id = ?", letter.id());
          return letter;
        });
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

  /** Moves a watch that is still where it was, and locks it. */
  private static boolean putOff(
      Connection connection,
      Watch watch,
      long position,
      int tries,
      String reason,
      Instant at,
      Instant next)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update watch set position = ?, tries = ?, failing_since = ?, last_failure = ?,"
                + " next_at = ? where id = ? and position = ?")) {
      update.setLong(1, position);
      update.setInt(2, tries);
      update.setObject(3, Times.utc(Objects.requireNonNullElse(watch.failingSince(), at)));
      update.setString(4, reason);
      update.setObject(5, Times.utc(next));
      update.setLong(6, watch.id());
      update.setLong(7, watch.position());
      return update.executeUpdate() > 0;
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
      return row.next() ? watch(row) : Optional.empty();
    }
  }

  private static List<DeadLetter> letters(PreparedStatement select) throws SQLException {
    List<DeadLetter> letters = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Optional<Watch> watch = watch(row);
        if (watch.isEmpty()) {
          continue;
        }
        letters.add(
            new DeadLetter(
                row.getLong(COLUMN_COUNT + 1),
                watch.get(),
                row.getLong(COLUMN_COUNT + 2),
                Objects.requireNonNull(Times.instant(row, COLUMN_COUNT + 3)),
                row.getString(COLUMN_COUNT + 4),
                Times.instant(row, COLUMN_COUNT + 5) != null));
      }
    }
    return letters;
  }

  /**
   * Empty for a name that is no callsign any more: another list of public suffixes may bring that
   * about, and nobody else has to wait for it.
   */
  private static Optional<Watch> watch(ResultSet row) throws SQLException {
    try {
      return Optional.of(
          new Watch(
              row.getLong(1),
              Callsign.parse(row.getString(2), NamePolicy.WITH_TEST_NAMES),
              Callsign.parse(row.getString(3), NamePolicy.WITH_TEST_NAMES),
              URI.create(row.getString(4)),
              Objects.requireNonNull(Times.instant(row, 5)),
              row.getLong(6),
              row.getInt(7),
              Times.instant(row, 8),
              row.getString(9)));
    } catch (MalformedException e) {
      LOG.warnf("webhook %d: %s", row.getLong(1), e.detail());
      return Optional.empty();
    }
  }

  private static void delete(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }

  private static String sha256(WebhookUrl url) {
    return Fingerprint.sha256Base64Url(url.toString().getBytes(StandardCharsets.UTF_8));
  }
}
