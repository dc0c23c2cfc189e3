package dev.callsign.directory.state;

import dev.callsign.report.Slug;
import dev.callsign.statement.Grade;
import dev.callsign.statement.RenewalWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The life of a callsign at random: what is seen of it, in whatever order, as often as not at the
 * very instants at which something ends; and the transitions that came of it.
 *
 * @param lines what was seen, the first statement first
 * @param transitions what came of each line
 */
record Life(List<Story.Line> lines, List<Transition> transitions) {
  private static final Duration DAY = Duration.ofDays(1);

  private static final List<Duration> LIFETIMES =
      List.of(DAY.multipliedBy(6), DAY.multipliedBy(45), DAY.multipliedBy(90));

  private static final List<Set<String>> FOREIGN_KEYS =
      List.of(Set.of("mallory-1", "mallory-2"), Set.of("mallory-1"), Set.of("eve"));

  private static final List<Grade> AGREED =
      List.of(Grade.RENEWED, Grade.EXTENDED, Grade.REDUCED, Grade.ROTATED);

  /** Failures of which {@link Story} knows what they are. */
  private static final List<Slug> FAILURES =
      List.of(
          Slug.CONNECT_TIMEOUT,
          Slug.DNS_SERVFAIL,
          Slug.STATEMENT_SIGNATURE,
          Slug.CHAIN_UNTRUSTED,
          Slug.REVOKED);

  private enum Kind {
    NOTHING,
    CONFIRMED,
    FOLLOWED,
    RECLAIMED,
    FAILED,
    REVOKED,
    VETOED,
    WINDOW_MOVED
  }

  /** A life of so many sightings after the first statement. */
  static Life atRandom(SplittableRandom random, int sightings, StatePolicy policy) {
    Author author = new Author(random, policy);
    Story.Line first = new Story.Line(author.followed(Alice.DAY_0), Alice.DAY_0);
    List<Story.Line> lines = new ArrayList<>(List.of(first));
    Transition last = first(first, policy);
    for (int i = 0; i < sightings; i++) {
      Instant at = author.instant(last.state(), lines.getLast().at());
      Story.Line line = new Story.Line(author.sighting(last.state(), at), at);
      last = Transition.of(last.state(), line.seen(), at, policy);
      lines.add(line);
    }
    return live(lines, policy);
  }

  /** The life that comes of these lines. */
  static Life live(List<Story.Line> lines, StatePolicy policy) {
    List<Transition> transitions = new ArrayList<>();
    transitions.add(first(lines.getFirst(), policy));
    for (Story.Line line : lines.subList(1, lines.size())) {
      CallsignState before = transitions.getLast().state();
      transitions.add(Transition.of(before, line.seen(), line.at(), policy));
    }
    return new Life(List.copyOf(lines), List.copyOf(transitions));
  }

  private static Transition first(Story.Line line, StatePolicy policy) {
    Sighting.Followed first = (Sighting.Followed) line.seen();
    InForce inForce = new InForce(first.statement(), line.at(), first.window(), null);
    return Transition.first(inForce, first.warnings(), line.at(), policy);
  }

  /** Looks at the state only to find what is interesting about it. */
  private static final class Author {
    private final SplittableRandom random;
    private final StatePolicy policy;
    private int statements;
    private Kind habit = Kind.CONFIRMED;
    private Set<String> ambition = FOREIGN_KEYS.getFirst();
    private Slug reason = FAILURES.getFirst();

    Author(SplittableRandom random, StatePolicy policy) {
      this.random = random;
      this.policy = policy;
    }

    /** At or after {@code now}: soon, later, much later, or when something ends. */
    Instant instant(CallsignState state, Instant now) {
      Pending pending = state.facts().pending();
      if (pending != null && random.nextInt(16) > 0) {
        return look(pending, now);
      }
      return switch (random.nextInt(6)) {
        case 0 -> now;
        case 1 -> now.plusMillis(random.nextInt(3_600_000));
        case 2 -> now.plusSeconds(random.nextInt(100_000));
        case 3 -> now.plusSeconds(random.nextInt(2_000_000));
        default -> {
          List<Instant> ends = ends(state, now);
          Instant end = ends.isEmpty() ? now : oneOf(ends);
          yield random.nextInt(4) == 0 ? latest(now, end.minusMillis(1)) : end;
        }
      };
    }

    /** While a change is held somebody looks in time, perhaps at the last moment. */
    private Instant look(Pending pending, Instant now) {
      Instant latest = pending.lookedAt().plus(policy.longestGap());
      if (random.nextBoolean() && now.isBefore(latest)) {
        return latest;
      }
      Instant end = pending.since().plus(policy.hold());
      Instant soon = now.plusMillis(random.nextLong(policy.longestGap().toMillis()));
      return now.isBefore(end) && end.isBefore(soon) ? end : soon;
    }

    /** What people, authorities and attackers do: often the same again. */
    Sighting sighting(CallsignState state, Instant at) {
      boolean isHeld = state.facts().pending() != null;
      if (random.nextInt(isHeld ? 6 : 2) == 0) {
        habit = oneOf(List.of(Kind.values()));
      }
      String inForce = state.facts().inForce().statement();
      String named = random.nextInt(4) == 0 ? "another" : inForce;
      return switch (habit) {
        case NOTHING -> new Sighting.Nothing();
        case CONFIRMED -> new Sighting.Confirmed(warnings());
        case FOLLOWED -> followed(at);
        case RECLAIMED -> reclaimed(state, at);
        case FAILED -> failed();
        case REVOKED -> random.nextInt(4) == 0 ? new Sighting.Revoked(named) : followed(at);
        case VETOED -> new Sighting.Vetoed();
        case WINDOW_MOVED ->
            new Sighting.WindowMoved(named, at.plus(DAY.multipliedBy(random.nextInt(-5, 20))));
      };
    }

    Sighting.Followed followed(Instant at) {
      Grade grade = oneOf(AGREED);
      return new Sighting.Followed(name(), grade, window(at), warnings());
    }

    private Sighting.Failed failed() {
      if (random.nextInt(4) == 0) {
        reason = oneOf(FAILURES);
      }
      return new Sighting.Failed(reason);
    }

    private Sighting.Reclaimed reclaimed(CallsignState state, Instant at) {
      if (random.nextInt(8) == 0) {
        ambition = oneOf(FOREIGN_KEYS);
      }
      Pending pending = state.facts().pending();
      boolean isSame =
          pending != null && pending.identities().equals(ambition) && random.nextBoolean();
      String name = pending != null && isSame ? pending.statement() : name();
      return new Sighting.Reclaimed(name, ambition, window(at), warnings());
    }

    private List<Instant> ends(CallsignState state, Instant now) {
      InForce inForce = state.facts().inForce();
      Pending pending = state.facts().pending();
      List<Instant> ends =
          new ArrayList<>(
              List.of(
                  inForce.renewalDue(),
                  inForce.window().overdue(),
                  inForce.window().lastTenth(),
                  inForce.expiresAt(),
                  inForce.verifiedAt().plus(policy.silence())));
      if (pending != null) {
        ends.add(pending.since().plus(policy.hold()));
        ends.add(pending.since().plus(policy.hold()));
      }
      ends.removeIf(end -> end.isBefore(now));
      return ends;
    }

    private RenewalWindow window(Instant at) {
      Duration lifetime = oneOf(LIFETIMES);
      Instant from = at.minusMillis(random.nextLong(lifetime.toMillis()) / 2);
      return RenewalWindow.of(from, from.plus(lifetime));
    }

    private Set<Warning> warnings() {
      Set<Warning> warnings = EnumSet.noneOf(Warning.class);
      if (random.nextInt(3) == 0) {
        warnings.add(Warning.SERVED_BY_OTHER_KEY);
      }
      if (random.nextInt(5) == 0) {
        warnings.add(Warning.UNANNOUNCED_DOMAIN_KEY);
      }
      return warnings;
    }

    private <T> T oneOf(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    private String name() {
      return "statement " + statements++;
    }

    private static Instant latest(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }
  }
}
