package dev.callsign.directory.dns;

import dev.callsign.directory.budget.Deadline;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Resolves callsigns from every configured perspective, compares what they say, and checks every
 * address that any of them gives.
 *
 * <p>If any address is special the whole name is refused, so that a second answer cannot bring it
 * back. Blocks the calling thread; safe for concurrent use.
 */
public final class CallsignResolver {

  /** Wall-clock time of the steps dns and address: all tries of one silent resolver. */
  static final Duration MAX_DURATION = Perspective.MAX_TIMEOUT.multipliedBy(Perspective.TRIES);

  private final List<Perspective> perspectives;
  private final Validation validation;
  private final Corroboration corroboration;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * A resolver that looks from these perspectives.
   *
   * @param perspectives at least one; addresses and CAA are taken from the first that answers
   */
  public CallsignResolver(
      List<Perspective> perspectives, Validation validation, AddressRules rules) {
    if (perspectives.isEmpty()) {
      throw new IllegalArgumentException("at least one resolver");
    }
    this.perspectives = List.copyOf(perspectives);
    this.validation = validation;
    this.corroboration = new Corroboration(rules);
  }

  /**
   * Resolves a callsign; never throws for what the DNS answers.
   *
   * @param deadline when waiting ends; it ends after 15 s in any case
   */
  public Resolution resolve(Callsign callsign, Deadline deadline) {
    Deadline end = deadline.within(MAX_DURATION);
    CompletionService<Placed> running = new ExecutorCompletionService<>(threads);
    List<Future<Placed>> all = new ArrayList<>();
    for (int i = 0; i < perspectives.size(); i++) {
      int place = i;
      Inquiry inquiry = new Inquiry(callsign, perspectives.get(i), validation, end, threads);
      all.add(running.submit(() -> new Placed(place, inquiry.run())));
    }
    try {
      return corroboration.of(collect(running, end));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Resolution.Unresolved(List.of(silent()), List.of());
    } finally {
      all.forEach(each -> each.cancel(true));
    }
  }

  /** An answer and the place of its perspective in the configuration. */
  private record Placed(int place, PerspectiveAnswer answer) {}

  /** Waits for all; when enough have answered, the others get the time of one try. */
  private List<PerspectiveAnswer> collect(CompletionService<Placed> running, Deadline end)
      throws InterruptedException {
    List<PerspectiveAnswer> answers = new ArrayList<>();
    for (Perspective each : perspectives) {
      answers.add(new PerspectiveAnswer.Unanswered(each.name(), silent(), List.of()));
    }
    int enough = answers.size() - Corroboration.mayBeMissing(answers.size());
    Deadline patience = end;
    for (int i = 0; i < answers.size(); i++) {
      Future<Placed> done = running.poll(patience.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (done == null) {
        break;
      }
      Placed placed = result(done);
      answers.set(placed.place(), placed.answer());
      if (placed.answer() instanceof PerspectiveAnswer.Answered && --enough == 0) {
        patience = end.within(perspectives.getFirst().timeout());
      }
    }
    return answers;
  }

  private static <T> T result(Future<T> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an inquiry answers whatever happens", e);
    }
  }

  private static Finding silent() {
    return Finding.fail(Slug.DNS_TIMEOUT, "an answer of the resolver in time", "no whole answer");
  }
}
