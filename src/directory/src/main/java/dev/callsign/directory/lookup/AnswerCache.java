package dev.callsign.directory.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Serialized answers by name, bounded by their bytes.
 *
 * <p>What this process changes it forgets at once. What another process changes is noticed after
 * {@link #MAX_STALENESS}: an answer of that age is held against the count of changes, and made anew
 * only when that has moved.
 */
final class AnswerCache<T> {

  /** How long an answer is believed without a look at the count of changes. */
  static final Duration MAX_STALENESS = Duration.ofSeconds(5);

  private final ToLongFunction<String> versions;
  private final Ticker ticker;
  private final Cache<String, Entry<T>> entries;

  /**
   * An empty cache.
   *
   * @param weigher bytes of an answer
   * @param versions counts the changes of what is published under a name
   */
  AnswerCache(
      long maxBytes, ToIntFunction<T> weigher, ToLongFunction<String> versions, Ticker ticker) {
    this.versions = versions;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String name, Entry<T> entry) -> weigher.applyAsInt(entry.answer()))
            .build();
  }

  /** An answer, and when it was last known to be true. */
  private record Entry<T>(T answer, long version, long checkedAt) {}

  /** The answer, if it can be given without asking anybody. */
  Optional<T> atHand(String name) {
    Entry<T> entry = entries.getIfPresent(name);
    return entry != null && isFresh(entry) ? Optional.of(entry.answer()) : Optional.empty();
  }

  /** The answer, made by {@code loader} where it has to be; what that finds empty is not kept. */
  Optional<T> get(String name, Function<String, Optional<T>> loader) {
    Optional<T> atHand = atHand(name);
    if (atHand.isPresent()) {
      return atHand;
    }
    // Under the lock of the name: a change that is forgotten meanwhile is forgotten after it.
    Entry<T> entry = entries.asMap().compute(name, (key, old) -> current(key, old, loader));
    return Optional.ofNullable(entry).map(Entry::answer);
  }

  /** Another answer is true now. */
  void forget(String name) {
    entries.invalidate(name);
  }

  private @Nullable Entry<T> current(
      String name, @Nullable Entry<T> old, Function<String, Optional<T>> loader) {
    if (old != null && isFresh(old)) {
      return old;
    }
    long now = ticker.read();
    long version = versions.applyAsLong(name);
    return old != null && old.version() == version
        ? new Entry<>(old.answer(), version, now)
        : loader.apply(name).map(answer -> new Entry<>(answer, version, now)).orElse(null);
  }

  private boolean isFresh(Entry<T> entry) {
    return ticker.read() - entry.checkedAt() < MAX_STALENESS.toNanos();
  }
}
