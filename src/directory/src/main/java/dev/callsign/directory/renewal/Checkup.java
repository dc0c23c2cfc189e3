package dev.callsign.directory.renewal;

import dev.callsign.directory.fetch.RenewalInfoResult;
import dev.callsign.directory.fetch.RenewalInfoSource;
import dev.callsign.directory.record.DueList;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.Registration;
import dev.callsign.directory.record.RenewalPolls;
import dev.callsign.name.Callsign;
import dev.callsign.renewal.SuggestedWindow;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What is done for a callsign whose time has come: its host is looked at, and then its authority is
 * asked when it would like the certificate to be renewed.
 *
 * <p>The authority is asked at such times only, and then no sooner than it said the last time: once
 * a day for most callsigns. Blocks the calling thread; safe for concurrent use.
 */
public final class Checkup implements Function<Callsign, Registration> {
  private static final Logger LOG = Logger.getLogger(Checkup.class);

  /** When to ask again what the authority could not say now (RFC 9773 §4.3.3). */
  private static final Duration TEMPORARY_RETRY = Duration.ofHours(1);

  /** When to look whether an authority offers this meanwhile. */
  private static final Duration NOT_OFFERED_RETRY = Duration.ofDays(1);

  /** How long before a certificate begins its authority may want it to be renewed: never really. */
  private static final Duration TOLERANCE = Duration.ofHours(1);

  /** Questions under way: an authority answers us beside all its customers. */
  private static final int MAX_QUESTIONS = 8;

  /** How long to wait for one of these, before the question waits for the next check. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final Registrar registrar;
  private final Recorder recorder;
  private final DueList due;
  private final RenewalPolls polls;
  private final RenewalInfoSource authority;
  private final Duration longestPause;
  private final Clock clock;
  private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
  private final Backoff backoff = new Backoff();

  /**
   * A check-up by these means.
   *
   * @param longestPause between two questions about one certificate, whatever the authority says
   */
  public Checkup(
      Registrar registrar,
      Recorder recorder,
      DueList due,
      RenewalPolls polls,
      RenewalInfoSource authority,
      Duration longestPause,
      Clock clock) {
    this.registrar = registrar;
    this.recorder = recorder;
    this.due = due;
    this.polls = polls;
    this.authority = authority;
    this.longestPause = longestPause;
    this.clock = clock;
  }

  /**
   * The outcome of looking at the host; {@code Unchanged} for a callsign that is registered no
   * more.
   */
  @Override
  public Registration apply(Callsign callsign) {
    Optional<Registration> outcome = registrar.recheck(callsign);
    if (outcome.isEmpty()) {
      due.forget(callsign);
      return new Registration.Unchanged();
    }
    if (!(outcome.get() instanceof Registration.Busy)) {
      ask(callsign);
    }
    return outcome.get();
  }

  private void ask(Callsign callsign) {
    Optional<RenewalPolls.Poll> poll =
        backoff.isOn(clock.instant()) ? Optional.empty() : polls.due(callsign, clock.instant());
    if (poll.isPresent()) {
      answer(poll.get().leaf()).ifPresent(result -> record(callsign, poll.get(), result));
    }
  }

  /** Empty when nobody was asked, as too many others are asking. */
  private Optional<RenewalInfoResult> answer(X509Certificate leaf) {
    boolean isAdmitted = false;
    try {
      isAdmitted = questions.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return isAdmitted ? Optional.of(authority.fetch(leaf)) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (isAdmitted) {
        questions.release();
      }
    }
  }

  private void record(Callsign callsign, RenewalPolls.Poll poll, RenewalInfoResult result) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<Instant> start = Optional.empty();
    Duration pause =
        switch (result) {
          case RenewalInfoResult.Window window -> {
            backoff.succeed();
            start = start(window.window(), poll.leaf(), now);
            if (start.isEmpty()) {
              LOG.warnf("%s: its authority suggests what cannot be: %s", callsign, window.window());
            }
            yield start.isPresent() ? window.retryAfter() : RenewalInfoResult.LONG_TERM_RETRY;
          }
          case RenewalInfoResult.TemporaryFailure failure -> {
            if (backoff.fail(now)) {
              LOG.infof("renewal information is not to be had now: %s", failure.reason());
            }
            yield TEMPORARY_RETRY;
          }
          case RenewalInfoResult.LongTermFailure failure -> {
            LOG.debugf("%s: no renewal information: %s", callsign, failure.reason());
            yield RenewalInfoResult.LONG_TERM_RETRY;
          }
          case RenewalInfoResult.NotOffered none -> NOT_OFFERED_RETRY;
        };
    Instant next = now.plus(pause.compareTo(longestPause) > 0 ? longestPause : pause);
    recorder.suggest(callsign, poll.statement(), start.orElse(null), next, now);
  }

  /**
   * When renewal is due by a window. One that has passed says at once (RFC 9773 §4.2); another one
   * begins while the certificate is valid, or it is not believed.
   */
  private static Optional<Instant> start(
      SuggestedWindow window, X509Certificate leaf, Instant now) {
    Instant start = window.start().truncatedTo(ChronoUnit.MILLIS);
    Instant from = leaf.getNotBefore().toInstant();
    boolean isPast = !window.end().isAfter(now);
    boolean isWithin =
        !start.isBefore(from.minus(TOLERANCE)) && start.isBefore(leaf.getNotAfter().toInstant());
    if (!isPast && !isWithin) {
      return Optional.empty();
    }
    return Optional.of(start.isBefore(from) ? from : start);
  }
}
