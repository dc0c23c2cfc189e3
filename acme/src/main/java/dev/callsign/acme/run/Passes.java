package dev.callsign.acme.run;

import dev.callsign.acme.agent.Agent;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Passes over the certificate of one callsign; one that fails is written down and comes again. */
final class Passes {

  /** How long {@code once} goes on while the next pass is soon. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is soon: the first waits of what follows a certificate. */
  static final Duration SOON = Duration.ofSeconds(15);

  private final Agent agent;
  private final Clock clock;
  private final Journal journal;
  private final Schedule afterFailures;

  Passes(Agent agent, Clock clock, RandomGenerator random, Journal journal) {
    this.agent = agent;
    this.clock = clock;
    this.journal = journal;
    this.afterFailures = new Schedule(random);
  }

  /** One pass; says when the next one is. Never throws. */
  Instant next() {
    try {
      Instant next = agent.pass();
      afterFailures.after(false, Duration.ZERO);
      return next;
    } catch (CommandFailure e) {
      return failed(e);
    } catch (RuntimeException e) {
      // A fault of ours shall not end the agent: the next tick may find another state.
      return failed(new CommandFailure(ExitCode.INTERNAL_ERROR, "internal error: " + e));
    }
  }

  private Instant failed(CommandFailure failure) {
    journal.writeFailure(agent.callsign().aLabel(), failure);
    return clock.instant().plus(afterFailures.after(true, Duration.ZERO));
  }

  /**
   * Passes until nothing more is soon, or {@link #PATIENCE} is over.
   *
   * @throws CommandFailure a pass failed
   */
  void settle(Pause pause) throws CommandFailure {
    Instant end = clock.instant().plus(PATIENCE);
    while (true) {
      Instant now = clock.instant();
      Instant next = agent.pass();
      boolean isSoon = next.isBefore(now.plus(SOON)) && next.isBefore(end);
      if (!isSoon || !pause.pause(Duration.between(clock.instant(), next))) {
        return;
      }
    }
  }
}
