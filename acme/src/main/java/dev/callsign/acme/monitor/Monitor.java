package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.directory.EventStream;
import dev.callsign.acme.directory.StreamNews;
import dev.callsign.acme.run.Pause;
import dev.callsign.name.Callsign;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/**
 * Follows a callsign until it is told to end. One round: read the history, then follow the events
 * until the connection ends or is an hour old. Where there are no events to follow, the rounds are
 * a minute apart, so that the history is polled. Nothing that fails ends it.
 */
final class Monitor {

  /** After it the history is read again: events that a directory kept back are found in it. */
  static final Duration RECHECK = Duration.ofHours(1);

  /**
   * Nothing for so long is a dead connection: there is a comment every 15 s (docs/protocol.md §8).
   */
  static final Duration SILENCE = Duration.ofSeconds(60);

  /** Events of one connection: a callsign has some in a day, and each costs a write to the disk. */
  static final int MAX_EVENTS = 1000;

  /** Alarms of one round after which the next has to wait: nobody reads more of them. */
  static final int FLOOD = 100;

  /** Without one good answer for so long the owner is told that nobody watches. */
  static final Duration BLIND = Duration.ofHours(1);

  private final DirectoryAddress directory;
  private final Callsign callsign;
  private final Watch watch;
  private final Judge judge;
  private final Bell bell;
  private final Clock clock;
  private final Pause pause;
  private final Duration silence;
  private final Reconnection reconnection;
  private Instant lastGood;
  private boolean isBlind;
  private String lastTrouble = "";

  Monitor(
      Watch watch,
      Judge judge,
      Bell bell,
      Clock clock,
      RandomGenerator random,
      Pause pause,
      Duration silence) {
    this.directory = judge.directory();
    this.callsign = judge.callsign();
    this.watch = watch;
    this.judge = judge;
    this.bell = bell;
    this.clock = clock;
    this.pause = pause;
    this.silence = silence;
    this.reconnection = new Reconnection(random);
    this.lastGood = clock.instant();
  }

  /** Returns when it is told to end. */
  void run() {
    Duration wait;
    do {
      bell.newRound();
      wait = round();
      if (bell.alarmsOfRound() >= FLOOD) {
        wait = reconnection.afterFlood();
      }
    } while (pause.pause(wait));
  }

  private Duration round() {
    try {
      int _ = watch.catchUp();
    } catch (CommandFailure e) {
      return blind(e);
    } catch (RuntimeException e) {
      return blind(internal(e));
    }
    lastGood = clock.instant();
    isBlind = false;
    try (EventStream stream = EventStream.open(directory, callsign, watch.last())) {
      return follow(stream);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Duration.ZERO;
    } catch (CommandFailure e) {
      return polled(e);
    } catch (RuntimeException e) {
      return polled(internal(e));
    }
  }

  private Duration follow(EventStream stream) throws CommandFailure, InterruptedException {
    EventDocuments documents = new EventDocuments(directory, callsign, clock);
    Instant end = clock.instant().plus(RECHECK);
    boolean hasStood = false;
    int events = 0;
    while (clock.instant().isBefore(end)) {
      if (events == MAX_EVENTS || bell.alarmsOfRound() >= FLOOD) {
        throw broken("it tells more at once than happens to a callsign");
      }
      switch (stream.next(silence)) {
        case StreamNews.Message message -> {
          watch.take(documents.read(message));
          events++;
          hasStood = true;
        }
        case StreamNews.SignOfLife life -> hasStood = true;
        case StreamNews.Silence nothing ->
            throw broken("nothing came for " + silence.toSeconds() + " s");
        case StreamNews.End(String reason) -> {
          if (!hasStood || !reason.isEmpty()) {
            throw broken(reason.isEmpty() ? "it ended at once" : reason);
          }
          return good();
        }
      }
    }
    return good();
  }

  private Duration good() {
    lastTrouble = "";
    return reconnection.afterGood();
  }

  /** The history could be read, the events not: it is read again soon. */
  private Duration polled(CommandFailure failure) {
    say(failure);
    return reconnection.afterFailure(Reconnection.POLL, asked(failure));
  }

  private Duration blind(CommandFailure failure) {
    say(failure);
    if (!isBlind && lastGood.plus(BLIND).isBefore(clock.instant())) {
      try {
        String since = lastGood.truncatedTo(ChronoUnit.SECONDS).toString();
        bell.ring(judge.blind(since, failure.message()));
        isBlind = true;
      } catch (CommandFailure e) {
        return Duration.ZERO; // told to end
      }
    }
    return reconnection.afterFailure(Reconnection.LONGEST, asked(failure));
  }

  /** What is tried every minute is not said every minute. */
  private void say(CommandFailure failure) {
    if (!Thread.currentThread().isInterrupted() && !failure.message().equals(lastTrouble)) {
      lastTrouble = failure.message();
      bell.fail(failure);
    }
  }

  private static Duration asked(CommandFailure failure) {
    return failure instanceof DirectoryFailure refusal ? refusal.retryAfter() : Duration.ZERO;
  }

  private static CommandFailure internal(RuntimeException e) {
    return new CommandFailure(ExitCode.INTERNAL_ERROR, "internal error: " + e);
  }

  private CommandFailure broken(String why) {
    return new CommandFailure(
        ExitCode.TRY_LATER, "the connection to " + directory + " broke: " + why);
  }
}
