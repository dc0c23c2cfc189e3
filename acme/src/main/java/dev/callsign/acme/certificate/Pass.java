package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** One pass of a {@link Keeper}: decides, writes down, does, and so on until there is to wait. */
final class Pass {

  /**
   * Steps of the longest pass, several times over: more would be a fault of ours, and an authority
   * should not notice it.
   */
  static final int MOST_STEPS = 200;

  private final StateFile file;
  private final RenewalMachine machine;
  private final Performer performer;
  private final Progress progress;
  private final Clock clock;

  Pass(
      StateFile file, RenewalMachine machine, Performer performer, Progress progress, Clock clock) {
    this.file = file;
    this.machine = machine;
    this.performer = performer;
    this.progress = progress;
    this.clock = clock;
  }

  Instant run() throws CommandFailure {
    AgentState state = file.read();
    Observation observed = performer.look();
    for (int step = 0; step < MOST_STEPS; step++) {
      Transition transition = machine.after(state, observed, clock.instant());
      if (!transition.state().equals(state)) {
        file.write(transition.state()); // before anything of it is done
      }
      state = transition.state();
      Optional<Observation> next = Optional.empty();
      for (Effect effect : transition.effects()) {
        if (effect instanceof Effect.Wait(Instant until)) {
          return until;
        }
        next = perform(effect);
      }
      observed = next.orElseThrow(() -> new IllegalStateException("nothing leads on from here"));
    }
    throw new CommandFailure(ExitCode.INTERNAL_ERROR, "the agent goes in circles and stops");
  }

  private Optional<Observation> perform(Effect effect) throws CommandFailure {
    if (effect instanceof Effect.Alarm(String text)) {
      progress.alarm(text);
      return Optional.empty();
    }
    performer.words(effect).ifPresent(progress::step);
    return Optional.of(performer.perform(effect));
  }
}
