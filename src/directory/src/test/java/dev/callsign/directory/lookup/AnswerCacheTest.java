package dev.callsign.directory.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When an answer is believed, held against the count of changes, and made anew. */
class AnswerCacheTest {
  private static final Duration BELIEVED = AnswerCache.MAX_STALENESS;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong version = new AtomicLong();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();
  private final AnswerCache<String> cache =
      new AnswerCache<>(
          1_000,
          String::length,
          name -> {
            questions.incrementAndGet();
            return version.get();
          },
          nanos::get);

  private String get() {
    return cache
        .get("alice", name -> Optional.of("answer " + made.incrementAndGet()))
        .orElseThrow();
  }

  @Test
  void asksNobodyWhileAnAnswerIsFresh() {
    get();
    nanos.addAndGet(BELIEVED.toNanos() - 1);

    assertThat(cache.atHand("alice")).contains("answer 1");
    assertThat(get()).isEqualTo("answer 1");
    assertThat(questions).hasValue(1);
  }

  @Test
  void keepsAnOldAnswerWhoseCountHasNotMoved() {
    get();
    nanos.addAndGet(BELIEVED.toNanos());

    assertThat(cache.atHand("alice")).isEmpty();
    assertThat(get()).isEqualTo("answer 1");
    assertThat(cache.atHand("alice")).contains("answer 1");
    assertThat(questions).hasValue(2);
  }

  @Test
  void makesAnAnswerAnewWhenAnotherProcessChangedSomething() {
    get();
    version.incrementAndGet();
    nanos.addAndGet(BELIEVED.toNanos());

    assertThat(get()).isEqualTo("answer 2");
  }

  @Test
  void forgetsAtOnceWhatThisProcessChanged() {
    get();
    cache.forget("alice");

    assertThat(cache.atHand("alice")).isEmpty();
    assertThat(get()).isEqualTo("answer 2");
  }

  @Test
  void doesNotKeepThatThereIsNothing() {
    assertThat(cache.get("bob", name -> Optional.empty())).isEmpty();
    assertThat(cache.get("bob", name -> Optional.of("registered"))).contains("registered");
  }
}
