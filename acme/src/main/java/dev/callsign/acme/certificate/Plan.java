package dev.callsign.acme.certificate;

import dev.callsign.renewal.SuggestedWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a leaf is to be renewed, and when its authority is asked about that. What chance decided is
 * in here, so that it is decided once: asking again, or starting again, changes nothing.
 *
 * <p>Pure. The earliest of three counts: a time within the window that the authority suggests (RFC
 * 9773), the backstop where it suggests none, and the emergency shortly before the end.
 *
 * @param leaf SHA-256 of the leaf that this is about, base64url
 * @param backstop when it is renewed without any suggestion
 * @param window the last window that was suggested and could be meant; null for none
 * @param pick the time within it; null where that was lost, which by itself makes nothing due
 * @param incident whether the window says that the leaf has to go at once
 * @param unanswered how often in a row the authority did not answer for now
 * @param nextPoll when it is asked again
 * @param emergencyTold whether the owner was told that the end is near
 */
record Plan(
    String leaf,
    Instant backstop,
    @Nullable SuggestedWindow window,
    @Nullable Instant pick,
    boolean incident,
    int unanswered,
    Instant nextPoll,
    boolean emergencyTold) {

  /** Leaves that live shorter are renewed at half their life, as Let's Encrypt suggests. */
  static final Duration SHORT_LIVED = Duration.ofDays(10);

  /** The part of a life after which the backstop is, but for what follows. */
  static final double BACKSTOP = 2.0 / 3;

  /** The same for leaves that are short-lived. */
  static final double SHORT_BACKSTOP = 1.0 / 2;

  /** Later by this part of the life: after the windows of Let's Encrypt, which are that wide. */
  static final double BEHIND_WINDOW = 0.02;

  /** Later by up to this part of the life, drawn once. */
  static final double BACKSTOP_SPREAD = 0.01;

  /** The last part of a life, which is an emergency. */
  static final double EMERGENCY = 0.05;

  /** An emergency is at least so many ticks long, so that there are some tries left. */
  static final int EMERGENCY_TICKS = 5;

  /** But no longer than this part of a life: otherwise very short ones would have nothing else. */
  static final int EMERGENCY_PART = 3;

  /** A window that moved earlier by more than this is an incident. */
  static final Duration MOVED = Duration.ofDays(1);

  /** Authorities date leaves back by as much; a window that starts before the leaf is absurd. */
  static final Duration BACKDATED = Duration.ofHours(1);

  /** RFC 9773 §4.3.2 lets clients set the least. */
  static final Duration SHORTEST_POLL = Duration.ofMinutes(1);

  /** The most that a server can ask for: revocations come with a notice of one day. */
  static final Duration LONGEST_POLL = Duration.ofDays(1);

  /** Later by up to this part of the wait, drawn for each. */
  static final double POLL_SPREAD = 0.1;

  /** A poll that is farther off was set by a clock that was wrong. */
  static final Duration CLOCK_WAS_WRONG = LONGEST_POLL.multipliedBy(2);

  /** After the first answer that did not come; doubles with each. */
  static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  /** So often; then as after {@link WindowAnswer.None}. */
  static final int RETRIES = 5;

  /** After an answer that is no window (RFC 9773 §4.3.3). */
  static final Duration LONG_RETRY = Duration.ofHours(6);

  /**
   * The least time between two certificates by order, or {@link #EMERGENCY_PART} of a life where
   * that is shorter: whatever clocks and authorities say, nothing orders in circles.
   */
  static final Duration SPACING = Duration.ofHours(6);

  /** The plan of a leaf that nobody was asked about; that is done at once. */
  static Plan of(Leaf leaf, Instant now, RandomGenerator random) {
    boolean isShort = leaf.life().compareTo(SHORT_LIVED) < 0;
    double part =
        (isShort ? SHORT_BACKSTOP : BACKSTOP)
            + BEHIND_WINDOW
            + BACKSTOP_SPREAD * random.nextDouble();
    Instant backstop = whole(leaf.notBefore().plus(part(leaf.life(), part)));
    return new Plan(leaf.sha256(), backstop, null, null, false, 0, whole(now), false);
  }

  /** Why {@code leaf} is to be renewed now; empty while it is not. */
  Optional<Reason> due(Leaf live, @Nullable Instant orderedAt, Instant now, Duration tick) {
    if (orderedAt != null
        && !now.isBefore(orderedAt) // otherwise the clock was wrong then, or is now
        && now.isBefore(orderedAt.plus(spacing(live)))) {
      return Optional.empty();
    }
    if (!now.isBefore(emergency(live, tick))) {
      return Optional.of(Reason.EMERGENCY);
    }
    if (incident) {
      return Optional.of(Reason.INCIDENT);
    }
    if (pick != null && !now.isBefore(pick.minus(tick))) {
      return Optional.of(Reason.SUGGESTED);
    }
    return now.isBefore(backstop) ? Optional.empty() : Optional.of(Reason.BACKSTOP);
  }

  /** When it is looked again whether it is due: instants that may be past. */
  Stream<Instant> moments(Leaf live, @Nullable Instant orderedAt, Duration tick) {
    Stream<Instant> own = Stream.of(backstop, emergency(live, tick));
    Stream<Instant> suggested = pick == null ? Stream.empty() : Stream.of(pick.minus(tick));
    Stream<Instant> spaced =
        orderedAt == null ? Stream.empty() : Stream.of(orderedAt.plus(spacing(live)));
    return Stream.of(own, suggested, spaced).flatMap(each -> each);
  }

  /** The first instant at which renewing {@code live} is an emergency. */
  static Instant emergency(Leaf live, Duration tick) {
    Duration ticks = tick.multipliedBy(EMERGENCY_TICKS);
    Duration most = live.life().dividedBy(EMERGENCY_PART);
    Duration least = ticks.compareTo(most) < 0 ? ticks : most;
    Duration last = part(live.life(), EMERGENCY);
    return live.notAfter().minus(last.compareTo(least) < 0 ? least : last);
  }

  private static Duration spacing(Leaf live) {
    Duration most = live.life().dividedBy(EMERGENCY_PART);
    return SPACING.compareTo(most) < 0 ? SPACING : most;
  }

  /** Whether the authority is asked now: never past the end of the leaf (RFC 9773 §4.3). */
  boolean isPollDue(Leaf live, Instant now) {
    boolean isTime = !now.isBefore(nextPoll) || nextPoll.isAfter(now.plus(CLOCK_WAS_WRONG));
    return live.authority() != null && isTime && now.isBefore(live.notAfter());
  }

  /** After the authority answered. */
  Plan answered(WindowAnswer answer, Leaf live, Instant now, RandomGenerator random) {
    return switch (answer) {
      case WindowAnswer.NotNow notNow -> {
        int count = Math.min(unanswered + 1, RETRIES + 1);
        Duration wait = count > RETRIES ? LONG_RETRY : FIRST_RETRY.multipliedBy(1L << (count - 1));
        yield polled(count, later(now, wait, random));
      }
      case WindowAnswer.None none -> polled(0, later(now, LONG_RETRY, random));
      case WindowAnswer.Suggested suggested ->
          canBeMeant(suggested.window(), live, now)
              ? polled(0, later(now, clamp(suggested.retryAfter()), random))
                  .suggested(suggested.window(), now, random)
              : polled(0, later(now, LONG_RETRY, random));
    };
  }

  /**
   * Draws a pick where there is none, from what is left of the window: that none is there, because
   * it was lost or because the window is the first that is seen, is no reason to renew at once.
   */
  Plan repicked(Instant now, RandomGenerator random) {
    if (window == null || pick != null || incident || !now.isBefore(window.end())) {
      return this;
    }
    Instant start = window.start().isBefore(now) ? now : window.start();
    return with(window, draw(start, window.end(), random), false);
  }

  Plan told() {
    return new Plan(leaf, backstop, window, pick, incident, unanswered, nextPoll, true);
  }

  private Plan suggested(SuggestedWindow next, Instant now, RandomGenerator random) {
    SuggestedWindow before = window;
    if (before != null
        && before.start().equals(next.start())
        && before.end().equals(next.end())
        && Objects.equals(before.explanation(), next.explanation())) {
      return this;
    }
    if (before != null && before.start().equals(next.start()) && before.end().equals(next.end())) {
      return with(next, pick, incident); // only the page for persons is another
    }
    boolean isPast = !next.end().isAfter(now) && now.isBefore(backstop);
    boolean isEarlier = before != null && next.start().isBefore(before.start().minus(MOVED));
    return isPast || isEarlier
        ? with(next, whole(now), true)
        : with(next, before == null ? null : draw(next.start(), next.end(), random), false)
            .repicked(now, random);
  }

  /** Not one that starts before the leaf, nor one that leaves no time before its end. */
  private static boolean canBeMeant(SuggestedWindow window, Leaf live, Instant now) {
    boolean isPast = !window.end().isAfter(now);
    boolean isBeforeLeaf = window.start().isBefore(live.notBefore().minus(BACKDATED));
    return window.start().isBefore(live.notAfter()) && (isPast || !isBeforeLeaf);
  }

  private Plan with(SuggestedWindow next, @Nullable Instant at, boolean isIncident) {
    return new Plan(leaf, backstop, next, at, isIncident, unanswered, nextPoll, emergencyTold);
  }

  private Plan polled(int count, Instant next) {
    return new Plan(leaf, backstop, window, pick, incident, count, next, emergencyTold);
  }

  private static Instant draw(Instant start, Instant end, RandomGenerator random) {
    long millis = Duration.between(start, end).toMillis();
    return whole(start.plusMillis((long) (random.nextDouble() * millis)));
  }

  private static Instant later(Instant now, Duration wait, RandomGenerator random) {
    double factor = 1 + POLL_SPREAD * random.nextDouble();
    return roundUp(now.plusMillis(Math.round(wait.toMillis() * factor)));
  }

  private static Duration clamp(Duration wait) {
    if (wait.compareTo(SHORTEST_POLL) < 0) {
      return SHORTEST_POLL;
    }
    return wait.compareTo(LONGEST_POLL) < 0 ? wait : LONGEST_POLL;
  }

  private static Duration part(Duration whole, double part) {
    return Duration.ofMillis(Math.round(whole.toMillis() * part));
  }

  /** State is kept in whole seconds, so that what is read equals what was written. */
  static Instant whole(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }

  /** The first whole second at or after {@code instant}: nothing may be early by rounding. */
  static Instant roundUp(Instant instant) {
    Instant down = whole(instant);
    return down.equals(instant) ? down : down.plusSeconds(1);
  }
}
