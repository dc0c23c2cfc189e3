package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.event.DirectoryEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what a directory shows against what it showed before and what this machine signed. An alarm
 * is told before the cursor file says that its entry was seen: a crash in between repeats it once,
 * and loses none. Not safe for concurrent use.
 *
 * <p>It does NOT notice what the directory shows to others alone, nor entries that it never shows
 * here.
 */
final class Watch {

  /** The slug of a callsign that was never registered. */
  private static final String UNKNOWN = "unknown-callsign";

  private final History history;
  private final OwnStatements own;
  private final Judge judge;
  private final Bell bell;
  private final CursorFile cursor;
  private Ledger ledger;

  /** Whether there is a cursor file: what was before the first reading is judged otherwise. */
  private boolean hasBegun;

  /**
   * A watch that goes on where the cursor file says.
   *
   * @throws CommandFailure as {@link CursorFile#read}
   */
  Watch(History history, OwnStatements own, Judge judge, Bell bell, CursorFile cursor)
      throws CommandFailure {
    this.history = history;
    this.own = own;
    this.judge = judge;
    this.bell = bell;
    this.cursor = cursor;
    Optional<Ledger> kept = cursor.read();
    this.hasBegun = kept.isPresent();
    this.ledger = kept.orElse(Ledger.EMPTY);
  }

  /** The id of the last entry that was seen; 0 when there is none. */
  long last() {
    return ledger.last();
  }

  /**
   * Reads the history: judges what is new, and compares what was seen. Without a cursor file
   * everything is new, but only statements count that are not ours, and what happened since the
   * last one that is.
   *
   * @return how many entries were new
   * @throws CommandFailure as {@link History#readBackTo} and {@link OwnStatements#hashes}; or the
   *     cursor could not be written
   */
  int catchUp() throws CommandFailure {
    if (!hasBegun) {
      ledger = Ledger.EMPTY; // of a first reading that was not finished
    }
    History.Shown shown = shown();
    Set<String> ours = own.hashes();
    vouch(ours, shown.entries());
    Set<Long> ids = new HashSet<>();
    shown.entries().forEach(entry -> ids.add(entry.said().id()));
    for (long id : ledger.missing(ids, shown.lowest())) {
      bell.ring(judge.vanished(id));
      save(ledger.without(id));
    }
    int fresh = 0;
    long settled = hasBegun ? 0 : lastOfOurs(shown.entries(), ours);
    for (HistoryPage.Entry entry : shown.entries().reversed()) {
      boolean isOver = entry.said().id() <= settled && !Judge.isForeign(entry.said(), ours);
      fresh += take(entry.said(), ours, isOver) ? 1 : 0;
    }
    cursor.write(ledger);
    hasBegun = true;
    return fresh;
  }

  /**
   * Takes an event, after {@link #catchUp}. Where it is about a statement that seems not to be
   * ours, the history is read, which may show that a statement of ours vouches for it.
   *
   * @throws CommandFailure as {@link OwnStatements#hashes}; or the cursor could not be written
   */
  void take(DirectoryEvent event) throws CommandFailure {
    Set<String> ours = own.hashes();
    if (Judge.isForeign(event, ours) && event.id() > last()) {
      try {
        vouch(ours, shown().entries());
      } catch (CommandFailure e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        // the event itself says enough for an alarm
      }
    }
    if (take(event, ours, false)) {
      cursor.write(ledger);
    }
  }

  private History.Shown shown() throws CommandFailure {
    try {
      return history.readBackTo(ledger.floor());
    } catch (DirectoryFailure refused) {
      if (refused.slug().equals(UNKNOWN) && last() > 0) {
        return new History.Shown(List.of(), 1); // it denies what it has shown
      }
      throw refused;
    }
  }

  /** A statement of ours vouches for the one that it follows, and so on. */
  private static void vouch(Set<String> ours, List<HistoryPage.Entry> newestFirst) {
    for (HistoryPage.Entry entry : newestFirst) {
      if (ours.contains(String.valueOf(entry.said().statementSha256()))) {
        entry.previous().ifPresent(ours::add);
      }
    }
  }

  private static long lastOfOurs(List<HistoryPage.Entry> newestFirst, Set<String> ours) {
    return newestFirst.stream()
        .map(HistoryPage.Entry::said)
        .filter(said -> Judge.isAboutStatement(said) && !Judge.isForeign(said, ours))
        .mapToLong(DirectoryEvent::id)
        .max()
        .orElse(0);
  }

  /** Whether the entry was not known as it is. */
  private boolean take(DirectoryEvent entry, Set<String> ours, boolean isOver)
      throws CommandFailure {
    List<Alarm> alarms = new ArrayList<>();
    switch (ledger.read(entry)) {
      case FORGOTTEN, REPEATED -> {
        return false;
      }
      case CHANGED -> alarms.add(judge.changed(entry));
      case LATE -> alarms.add(judge.late(entry));
      case NEW -> {}
    }
    if (!isOver) {
      judge.judge(entry, ours).ifPresent(alarms::add);
    }
    for (Alarm alarm : alarms) {
      bell.ring(alarm);
    }
    if (alarms.isEmpty()) {
      if (hasBegun) {
        bell.note("entry", "entry " + entry.id() + ": " + entry.type() + ", " + entry.state());
      }
      ledger = ledger.with(entry);
    } else {
      save(ledger.with(entry));
    }
    return true;
  }

  /** A first reading is kept as a whole, or begun again. */
  private void save(Ledger next) throws CommandFailure {
    if (hasBegun) {
      cursor.write(next);
    }
    ledger = next;
  }
}
