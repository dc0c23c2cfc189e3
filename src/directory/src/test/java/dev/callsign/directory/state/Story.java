package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import dev.callsign.statement.RenewalWindow;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Docs/protocol.md §5 and §6 a second time: what is true after each of a list of sightings, looked
 * up in the whole list and carried along nowhere. Line 0 is the first statement.
 */
final class Story {
  private final StatePolicy policy;
  private final List<Line> lines;
  private final boolean[] ripe;

  Story(StatePolicy policy, List<Line> lines) {
    this.policy = policy;
    this.lines = List.copyOf(lines);
    this.ripe = new boolean[lines.size()];
    for (int n = 1; n < ripe.length; n++) {
      ripe[n] =
          lines.get(n).seen() instanceof Sighting.Reclaimed
              && !lines.get(n).at().isBefore(askedSince(n).plus(policy.hold()));
    }
  }

  /** What was seen, and when; the first statement as if it had followed another one. */
  record Line(Sighting seen, Instant at) {}

  /** What is told of the end of a statement in force, in order. */
  List<EventType> ends(int n) {
    EnumSet<EventType> ends = EnumSet.noneOf(EventType.class);
    if (n > 0 && state(n - 1).isServed() && !at(n).isBefore(window(n - 1).end())) {
      ends.add(EventType.EXPIRED);
    }
    boolean wasRevoked = n > 0 && state(n - 1) == StateName.REVOKED;
    if (state(n) == StateName.REVOKED && !wasRevoked) {
      ends.add(EventType.REVOKED);
    }
    return List.copyOf(ends);
  }

  /** The state in which line {@code n} leaves the callsign. */
  StateName state(int n) {
    if (isRevoked(n)) {
      return StateName.REVOKED;
    }
    if (!at(n).isBefore(window(n).end())) {
      return StateName.EXPIRED;
    }
    if (isHeld(n)) {
      return StateName.HELD;
    }
    if (troubles(n).stream().anyMatch(reason -> !isSilence(reason))) {
      return StateName.MISMATCH;
    }
    if (!troubles(n).isEmpty() && !at(n).isBefore(verifiedAt(n).plus(policy.silence()))) {
      return StateName.UNREACHABLE;
    }
    return at(n).isBefore(due(n)) ? StateName.ACTIVE : StateName.RENEWAL_DUE;
  }

  /** The name of the statement in force. */
  String inForce(int n) {
    return switch (lines.get(inForceSince(n)).seen()) {
      case Sighting.Followed followed -> followed.statement();
      case Sighting.Reclaimed reclaimed -> reclaimed.statement();
      case Sighting other -> throw new IllegalStateException(other.toString());
    };
  }

  /** The line that put the statement in force. */
  int inForceSince(int n) {
    return isAccepted(n) ? n : inForceSince(n - 1);
  }

  RenewalWindow window(int n) {
    return switch (lines.get(inForceSince(n)).seen()) {
      case Sighting.Followed followed -> followed.window();
      case Sighting.Reclaimed reclaimed -> reclaimed.window();
      case Sighting other -> throw new IllegalStateException(other.toString());
    };
  }

  /** What the owner is warned of while the statement is served. */
  Set<Warning> warnings(int n) {
    Set<Warning> warnings = EnumSet.copyOf(seenWith(lines.get(lastGood(n)).seen()));
    for (int i = inForceSince(n); i <= n; i++) {
      if (isGood(i) && seenWith(lines.get(i).seen()).contains(Warning.UNANNOUNCED_DOMAIN_KEY)) {
        warnings.add(Warning.UNANNOUNCED_DOMAIN_KEY);
      }
    }
    if (!at(n).isBefore(window(n).overdue())) {
      warnings.add(Warning.RENEWAL_OVERDUE);
    }
    if (!at(n).isBefore(window(n).lastTenth())) {
      warnings.add(Warning.EXPIRING);
    }
    for (int i = 0; i <= n; i++) {
      if (ripe[i] && at(n).isBefore(at(i).plus(policy.reclaimWarning()))) {
        warnings.add(Warning.RECLAIMED);
      }
    }
    return warnings;
  }

  /** The warnings that begin with line {@code n}: those that there were not when last served. */
  Set<Warning> begun(int n) {
    Set<Warning> begun = EnumSet.noneOf(Warning.class);
    if (!state(n).isServed()) {
      return begun;
    }
    begun.addAll(warnings(n));
    begun.remove(Warning.RECLAIMED); // told by its event
    int before = n - 1;
    while (before >= 0 && !state(before).isServed()) {
      before--;
    }
    if (before >= 0) {
      Set<Warning> old = warnings(before);
      if (inForceSince(before) != inForceSince(n)) {
        old.remove(Warning.UNANNOUNCED_DOMAIN_KEY); // of a key that is no longer in use
      }
      begun.removeAll(old);
    }
    return begun;
  }

  private Instant at(int n) {
    return lines.get(n).at();
  }

  /**
   * Since when the keys of line {@code n}, or more, are asked for without a break, and without a
   * time in which nobody looked.
   */
  private Instant askedSince(int n) {
    Sighting.Reclaimed asked = (Sighting.Reclaimed) lines.get(n).seen();
    Instant looked = at(n);
    Instant anew = null;
    for (int i = n - 1; i >= 0 && !isBreak(i); i--) {
      if (isLook(i)) {
        if (anew == null && at(i).plus(policy.longestGap()).isBefore(looked)) {
          anew = looked;
        }
        looked = at(i);
      }
      if (lines.get(i).seen() instanceof Sighting.Reclaimed earlier) {
        if (!earlier.identities().containsAll(asked.identities())) {
          return at(n);
        }
        return anew == null ? askedSince(i) : anew;
      }
    }
    return at(n);
  }

  /** Whether somebody asked the host. */
  private boolean isLook(int n) {
    return switch (lines.get(n).seen()) {
      case Sighting.Confirmed confirmed -> true;
      case Sighting.Followed followed -> true;
      case Sighting.Reclaimed reclaimed -> true;
      case Sighting.Failed failed -> true;
      case Sighting.Revoked revoked -> true;
      case Sighting.Nothing nothing -> false;
      case Sighting.Vetoed vetoed -> false;
      case Sighting.WindowMoved moved -> false;
    };
  }

  private boolean isHeld(int n) {
    if (isBreak(n)) {
      return false;
    }
    return lines.get(n).seen() instanceof Sighting.Reclaimed || isHeld(n - 1);
  }

  /** Whether a held change ends here. */
  private boolean isBreak(int n) {
    return switch (lines.get(n).seen()) {
      case Sighting.Confirmed confirmed -> true;
      case Sighting.Followed followed -> true;
      case Sighting.Vetoed vetoed -> true;
      case Sighting.Reclaimed reclaimed -> ripe[n];
      case Sighting.Nothing nothing -> false;
      case Sighting.Failed failed -> false;
      case Sighting.Revoked revoked -> false;
      case Sighting.WindowMoved moved -> false;
    };
  }

  private boolean isAccepted(int n) {
    return ripe[n] || lines.get(n).seen() instanceof Sighting.Followed;
  }

  private boolean isGood(int n) {
    return isAccepted(n) || lines.get(n).seen() instanceof Sighting.Confirmed;
  }

  private int lastGood(int n) {
    return isGood(n) ? n : lastGood(n - 1);
  }

  private Instant verifiedAt(int n) {
    return at(lastGood(n));
  }

  private boolean isRevoked(int n) {
    String inForce = inForce(n);
    return lines.subList(inForceSince(n), n + 1).stream()
        .anyMatch(
            line ->
                line.seen() instanceof Sighting.Revoked revoked
                    && revoked.statement().equals(inForce));
  }

  private Instant due(int n) {
    String inForce = inForce(n);
    return lines.subList(inForceSince(n), n + 1).reversed().stream()
        .map(Line::seen)
        .filter(Sighting.WindowMoved.class::isInstance)
        .map(Sighting.WindowMoved.class::cast)
        .filter(moved -> moved.statement().equals(inForce))
        .map(Sighting.WindowMoved::start)
        .findFirst()
        .orElse(window(n).due());
  }

  /** Why checks failed since the host last served a statement that verifies. */
  private List<Slug> troubles(int n) {
    int well = n;
    while (!isGood(well) && !(lines.get(well).seen() instanceof Sighting.Reclaimed)) {
      well--;
    }
    return lines.subList(well, n + 1).stream()
        .map(Line::seen)
        .filter(Sighting.Failed.class::isInstance)
        .map(Sighting.Failed.class::cast)
        .map(Sighting.Failed::reason)
        .toList();
  }

  private static boolean isSilence(Slug reason) {
    return reason == Slug.CONNECT_TIMEOUT || reason == Slug.DNS_SERVFAIL;
  }

  private static Set<Warning> seenWith(Sighting sighting) {
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    warnings.addAll(
        switch (sighting) {
          case Sighting.Confirmed confirmed -> confirmed.warnings();
          case Sighting.Followed followed -> followed.warnings();
          case Sighting.Reclaimed reclaimed -> reclaimed.warnings();
          case Sighting other -> Set.<Warning>of();
        });
    return warnings;
  }

  /** The keys that line {@code n} put in force without the agreement of a device. */
  Optional<Set<String>> reclaimed(int n) {
    return ripe[n] && lines.get(n).seen() instanceof Sighting.Reclaimed reclaimed
        ? Optional.of(reclaimed.identities())
        : Optional.empty();
  }
}
