package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The entries that a directory has shown, by id, with a hash of what each said: who says something
 * else later is found out. Immutable.
 *
 * @param floor entries up to this id are no longer remembered; 0 when all are
 * @param seen at most {@value #MAX_ENTRIES}, base64url SHA-256 by id, all above the floor
 */
record Ledger(long floor, NavigableMap<Long, String> seen) {

  /** Remembered entries: years of a callsign whose certificate lives for 90 days. */
  static final int MAX_ENTRIES = 500;

  /** Nothing seen yet. */
  static final Ledger EMPTY = new Ledger(0, Collections.emptyNavigableMap());

  /** How an entry stands to those before. */
  enum Reading {
    /** Later than all others. */
    NEW,
    /** As it was shown before. */
    REPEATED,
    /** Another one was shown with this id. */
    CHANGED,
    /** Later ones were shown before it. */
    LATE,
    /** Too old to be remembered. */
    FORGOTTEN
  }

  /** Forgets the oldest entries above {@value #MAX_ENTRIES}. */
  Ledger {
    NavigableMap<Long, String> kept = new TreeMap<>(seen);
    while (kept.size() > MAX_ENTRIES) {
      floor = kept.pollFirstEntry().getKey();
    }
    seen = Collections.unmodifiableNavigableMap(kept);
  }

  /** The id of the last entry; 0 when there is none. */
  long last() {
    return seen.isEmpty() ? floor : seen.lastKey();
  }

  /** How {@code entry} stands to those before. */
  Reading read(DirectoryEvent entry) {
    if (entry.id() <= floor) {
      return Reading.FORGOTTEN;
    }
    String before = seen.get(entry.id());
    if (before != null) {
      return before.equals(hash(entry)) ? Reading.REPEATED : Reading.CHANGED;
    }
    return entry.id() > last() ? Reading.NEW : Reading.LATE;
  }

  /** This ledger with {@code entry}, in place of another one of its id. */
  Ledger with(DirectoryEvent entry) {
    NavigableMap<Long, String> more = new TreeMap<>(seen);
    more.put(entry.id(), hash(entry));
    return new Ledger(floor, more);
  }

  /** This ledger without the entry {@code id}. */
  Ledger without(long id) {
    NavigableMap<Long, String> rest = new TreeMap<>(seen);
    rest.remove(id);
    return new Ledger(floor, rest);
  }

  /** The remembered entries that a reading of the history did not show, rising. */
  List<Long> missing(Set<Long> shown, long lowest) {
    return seen.tailMap(lowest, true).keySet().stream().filter(id -> !shown.contains(id)).toList();
  }

  /**
   * What an entry says, in one hash. What only one of history and events has (advice, certificate)
   * is not in it. Stable: it is kept in files.
   */
  static String hash(DirectoryEvent entry) {
    ArrayNode said =
        JsonNodeFactory.instance
            .arrayNode()
            .add(entry.id())
            .add(entry.type())
            .add(entry.at().toString())
            .add(entry.state())
            .add(entry.grade())
            .add(entry.seq())
            .add(entry.statementSha256())
            .add(entry.device())
            .add(entry.detail());
    return Fingerprint.sha256Base64Url(said.toString().getBytes(StandardCharsets.UTF_8));
  }
}
