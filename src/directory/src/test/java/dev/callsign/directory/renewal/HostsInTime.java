package dev.callsign.directory.renewal;

import dev.callsign.directory.record.Registration;
import dev.callsign.name.Callsign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Hosts that answer at once, and such that do not for half a minute of a time that a test lets
 * pass.
 */
final class HostsInTime implements Function<Callsign, Registration> {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Consumer<String> record;
  private final List<String> checked = new ArrayList<>();
  private Predicate<String> silent = name -> false;
  private Instant now;
  private final Set<Wait> waits = new HashSet<>();
  private int answered;

  /**
   * Hosts that all answer.
   *
   * @param record told of every check that ended
   */
  HostsInTime(Instant start, Consumer<String> record) {
    this.now = start;
    this.record = record;
  }

  /** From now on these do not answer. */
  synchronized void silence(Predicate<String> names) {
    silent = names;
  }

  /** Lets time pass. */
  synchronized void pass(Duration time) {
    now = now.plus(time);
    waits.removeIf(each -> !now.isBefore(each.over));
    notifyAll();
  }

  /** Ends all the waiting. */
  synchronized void release() {
    waits.clear();
    notifyAll();
  }

  /** Checks that wait for time to pass. */
  synchronized int waiting() {
    return waits.size();
  }

  /** Checks that ended with an answer. */
  synchronized int answered() {
    return answered;
  }

  /** The names whose check has ended. */
  synchronized List<String> checked() {
    return List.copyOf(checked);
  }

  @Override
  public Registration apply(Callsign callsign) {
    boolean isAnswer = awaitAnswer(callsign.aLabel());
    record.accept(callsign.aLabel());
    synchronized (this) {
      checked.add(callsign.aLabel());
      answered += isAnswer ? 1 : 0;
    }
    return new Registration.Unchanged();
  }

  private synchronized boolean awaitAnswer(String name) {
    if (!silent.test(name)) {
      return true;
    }
    Wait mine = new Wait(now.plus(SILENCE));
    waits.add(mine);
    try {
      while (waits.contains(mine)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** One check that gets no answer; each is only equal to itself. */
  private static final class Wait {
    private final Instant over;

    Wait(Instant over) {
      this.over = over;
    }
  }
}
