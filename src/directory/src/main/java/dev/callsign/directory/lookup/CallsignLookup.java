package dev.callsign.directory.lookup;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.prekeys.PrekeysChanged;
import dev.callsign.directory.record.CallsignRecorded;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.HistoryEntry;
import dev.callsign.directory.record.Publications;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks callsigns up. Answers are serialized once and kept; a change is visible to every lookup
 * that starts after it was committed in this process, elsewhere after {@link
 * AnswerCache#MAX_STALENESS}.
 */
@ApplicationScoped
public class CallsignLookup {

  /** Bytes of serialized answers that are kept; about 3,000 callsigns of one device each. */
  private static final long MAX_CACHED_BYTES = 64L * 1024 * 1024;

  private final CallsignRepository repository;
  private final PrekeyStore prekeys;
  private final StatePolicy policy;
  private final Clock clock;
  private final AnswerCache<LookupResult> answers;

  CallsignLookup(
      CallsignRepository repository,
      PrekeyStore prekeys,
      StatePolicy policy,
      Publications publications,
      Clock clock) {
    this.repository = repository;
    this.prekeys = prekeys;
    this.policy = policy;
    this.clock = clock;
    this.answers =
        new AnswerCache<>(
            MAX_CACHED_BYTES, CallsignLookup::weight, publications::version, Ticker.systemTicker());
  }

  /** Looks up what is served of {@code callsign} now. */
  public LookupResult lookUp(Callsign callsign) {
    return answers
        .get(
            callsign.aLabel(),
            name ->
                repository
                    .find(callsign)
                    .map(
                        recorded ->
                            AnswerWriter.write(
                                callsign, recorded, prekeys.stocks(callsign), policy)))
        .map(this::inForce)
        .orElseGet(LookupResult.Unknown::new);
  }

  private LookupResult inForce(LookupResult result) {
    return switch (result) {
      case LookupResult.Found found ->
          clock.instant().isBefore(found.expiresAt())
              ? found
              : new LookupResult.Expired(found.expiresAt());
      case LookupResult.Expired expired -> expired;
      case LookupResult.Revoked revoked -> revoked;
      case LookupResult.Unknown unknown -> unknown;
    };
  }

  /**
   * One page of history, newest first, or empty when the callsign was never registered.
   *
   * @param before where the page starts: the id of the last line of the page before
   * @param limit lines on the page, 1 to {@value CallsignRepository#MAX_HISTORY_PAGE}
   * @param link makes the address of the page that starts before an id
   */
  public Optional<HistoryView> history(Callsign callsign, long before, int limit, PageLink link) {
    if (repository.find(callsign).isEmpty()) {
      return Optional.empty();
    }
    List<HistoryEntry> entries = repository.history(callsign, before, limit + 1);
    boolean hasMore = entries.size() > limit;
    List<HistoryView.Line> lines = new ArrayList<>();
    entries.stream().limit(limit).map(HistoryView.Line::of).forEach(lines::add);
    String next = hasMore ? link.before(lines.getLast().id()) : null;
    return Optional.of(new HistoryView(callsign.aLabel(), lines, next));
  }

  /** Makes links between pages. */
  @FunctionalInterface
  public interface PageLink {
    /** The address of the page that starts before {@code id}. */
    String before(long id);
  }

  void forget(@Observes CallsignRecorded change) {
    answers.forget(change.name());
  }

  void forget(@Observes PrekeysChanged change) {
    answers.forget(change.name());
  }

  private static int weight(LookupResult result) {
    return result instanceof LookupResult.Found found
        ? found.forms().values().stream().mapToInt(form -> form.body().length).sum()
        : 1;
  }
}
