package dev.callsign.acme.challenge;

import dev.callsign.acme.order.Answer;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Solver;
import dev.callsign.acme.process.Hook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers dns-01 with a program of the owner, which knows how to change his DNS.
 *
 * <p>It is called with three arguments: {@code present} or {@code cleanup}, the absolute name of
 * the TXT record with its final full stop, and its value. It has to add, or remove, that value and
 * leave others of the same name alone, and to end with status 0. {@code cleanup} is called whatever
 * became of {@code present}. Its environment is ours.
 */
public final class DnsHookSolver implements Solver {

  /** For each call: as long as most providers take to show a change, and nobody waits longer. */
  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Hook hook;
  private final TxtProbe probe;

  /**
   * A solver with a program.
   *
   * @param executable called directly, without a shell
   * @param probe waits for the name servers
   */
  public DnsHookSolver(Path executable, TxtProbe probe) {
    this(new Hook(executable, TIMEOUT), probe);
  }

  DnsHookSolver(Hook hook, TxtProbe probe) {
    this.hook = hook;
    this.probe = probe;
  }

  @Override
  public String type() {
    return "dns-01";
  }

  @Override
  public Presentation present(OpenChallenge challenge) {
    String name = challenge.recordName();
    String value = challenge.recordValue();
    Answer answer =
        () -> {
          Optional<String> complaint = hook.run("cleanup", name, value);
          if (complaint.isPresent()) {
            throw new IOException(
                "the TXT record " + value + " of " + name + " may be left: " + complaint.get());
          }
        };
    Optional<String> complaint = hook.run("present", name, value);
    return complaint.isPresent()
        ? SelfCheck.failed(answer, complaint.get(), OrderFailure.Local::new)
        : SelfCheck.judge(answer, probe.complaint(challenge));
  }
}
