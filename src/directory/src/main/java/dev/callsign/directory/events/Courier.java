package dev.callsign.directory.events;

import dev.callsign.directory.fetch.WebhookResult;
import dev.callsign.directory.fetch.WebhookSender;
import dev.callsign.directory.fetch.WebhookUrl;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.event.EventSigner;
import dev.callsign.report.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Delivers events to webhooks: each at least once, those of a callsign to one receiver in order,
 * again after a failure, until it is given up as a dead letter.
 *
 * <p>Any number of replicas share the work; a watch that is being served is nobody else's for the
 * length of a lease. Safe for concurrent use.
 */
public final class Courier {

  /** Deliveries under way in this process; each holds a socket. */
  static final int MAX_CONCURRENT = 64;

  /** How long one watch is served at most: a try takes 40 s at the worst. */
  static final Duration LEASE = Duration.ofMinutes(2);

  /** Events of one watch in a row, before others have their turn. */
  private static final int MAX_IN_A_ROW = 20;

  /** No other event is begun when so much of the lease is over. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(Courier.class);

  private final WatchStore watches;
  private final EventReader events;
  private final EventSigner signer;
  private final WebhookSender sender;
  private final int fetchPort;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Semaphore places = new Semaphore(MAX_CONCURRENT);

  /**
   * A courier.
   *
   * @param fetchPort the port of webhooks that is allowed beside 443
   */
  public Courier(
      WatchStore watches,
      EventReader events,
      EventSigner signer,
      WebhookSender sender,
      int fetchPort,
      Clock clock,
      MeterRegistry meters) {
    this.watches = watches;
    this.events = events;
    this.signer = signer;
    this.sender = sender;
    this.fetchPort = fetchPort;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Begins to deliver what is due, as much as there is room for; waits for nobody.
   *
   * @return how many watches and dead letters it took
   */
  public int round() {
    int letters = takeLetters();
    int room = places.availablePermits();
    List<Watch> due = room == 0 ? List.of() : watches.take(clock.instant(), room, LEASE);
    due.forEach(watch -> start("watch " + watch.id(), () -> serve(watch)));
    return letters + due.size();
  }

  private int takeLetters() {
    int room = places.availablePermits();
    List<DeadLetter> due =
        room == 0 ? List.of() : watches.takeLetters(clock.instant(), room, LEASE);
    due.forEach(letter -> start("dead letter " + letter.id(), () -> replay(letter)));
    return due.size();
  }

  /** Waits until nothing is under way. */
  public void awaitIdle() throws InterruptedException {
    places.acquire(MAX_CONCURRENT);
    places.release(MAX_CONCURRENT);
  }

  private void start(String what, Runnable work) {
    places.acquireUninterruptibly(); // there is room: only rounds take it
    Thread.ofVirtual()
        .name(what)
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.warnf(e, "%s has to wait", what); // its lease ends by itself
              } finally {
                places.release();
              }
            });
  }

  private void serve(Watch first) {
    Instant end = clock.instant().plus(PATIENCE);
    Watch watch = first;
    List<DirectoryEvent> due = events.after(watch.callsign(), watch.position(), MAX_IN_A_ROW);
    if (due.isEmpty()) {
      watches.delivered(watch, watch.position()); // it was delivered, and then a lease ended
    }
    for (DirectoryEvent event : due) {
      Optional<String> failure = deliver(watch, event);
      if (failure.isPresent()) {
        putOff(watch, event, failure.get());
        return;
      }
      watches.delivered(watch, event.id());
      if (!clock.instant().isBefore(end)) {
        return;
      }
      watch = watch.at(event.id());
    }
  }

  private void putOff(Watch watch, DirectoryEvent event, String reason) {
    Instant now = clock.instant();
    int tries = watch.tries() + 1;
    Optional<Duration> delay = RetryPlan.delay(tries);
    if (delay.isPresent()) {
      watches.failed(watch, tries, reason, now, now.plus(delay.get()));
      return;
    }
    LOG.warnf("webhook %d: event %d is a dead letter: %s", watch.id(), event.id(), reason);
    watches.buried(watch, event.id(), watch.tries(), reason, now, now.plus(RetryPlan.longest()));
  }

  private void replay(DeadLetter letter) {
    Optional<DirectoryEvent> event = events.event(letter.watch().callsign(), letter.event());
    Optional<String> failure =
        event.isEmpty()
            ? Optional.of("the event is no longer there")
            : deliver(letter.watch(), event.get());
    if (failure.isPresent()) {
      watches.replayFailed(letter, failure.get(), clock.instant());
    } else {
      watches.replayed(letter);
    }
  }

  /** Why it was not taken; empty when it was. */
  private Optional<String> deliver(Watch watch, DirectoryEvent event) {
    WebhookUrl url;
    try {
      url = WebhookUrl.parse(watch.url().toString(), fetchPort);
    } catch (MalformedException e) {
      return Optional.of("the URL is not allowed here any more: " + e.detail());
    }
    byte[] body = signer.sign(event, watch.url(), clock.instant());
    return switch (sender.send(url, body)) {
      case WebhookResult.Delivered delivered -> counted("delivered", Optional.empty());
      case WebhookResult.Refused refused -> counted("refused", Optional.of(refused.reason()));
      case WebhookResult.Failed failed -> counted("failed", Optional.of(failed.reason()));
    };
  }

  private Optional<String> counted(String outcome, Optional<String> failure) {
    meters.counter("callsign.webhook.deliveries", "outcome", outcome).increment();
    return failure;
  }
}
