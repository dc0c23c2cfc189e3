package dev.callsign.directory.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is true whatever is seen of a callsign, in whatever order. What is expected is looked up in
 * the whole {@link Story}.
 */
class RandomLivesTest {
  private static final StatePolicy POLICY = Alice.POLICY;
  private static final int LIVES = 2_000;
  private static final int SIGHTINGS = 60;

  private static final Set<EventType> SERVED_FROM_NOW_ON =
      EnumSet.of(
          EventType.FIRST,
          EventType.RENEWED,
          EventType.EXTENDED,
          EventType.REDUCED,
          EventType.ROTATED,
          EventType.RECLAIMED);

  private static final Set<EventType> NOT_SERVED_ANY_MORE =
      EnumSet.of(EventType.EXPIRED, EventType.REVOKED);

  private static final Set<EventType> WARNINGS =
      EnumSet.of(
          EventType.RENEWAL_OVERDUE,
          EventType.EXPIRING,
          EventType.SERVED_BY_OTHER_KEY,
          EventType.UNANNOUNCED_DOMAIN_KEY);

  /** Looks at the host that end no hold. */
  private static final Set<Class<?>> LOOKS =
      Set.of(Sighting.Reclaimed.class, Sighting.Failed.class, Sighting.Revoked.class);

  private static Stream<Life> lives(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, LIVES)
        .mapToObj(i -> Life.atRandom(random.split(), SIGHTINGS, POLICY));
  }

  private static IntStream lines(Life life) {
    return IntStream.range(0, life.lines().size());
  }

  private static Story story(Life life) {
    return new Story(POLICY, life.lines());
  }

  private static List<EventType> told(Life life, int n) {
    return life.transitions().get(n).happenings().stream().map(Happening::type).toList();
  }

  private static List<EventType> told(Life life, int n, Set<EventType> of) {
    return told(life, n).stream().filter(of::contains).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theStateIsWhatTheStorySays(long seed) {
    lives(seed)
        .forEach(
            life -> {
              Story story = story(life);
              assertThat(life.transitions())
                  .extracting(transition -> transition.state().name())
                  .isEqualTo(lines(life).mapToObj(story::state).toList());
              assertThat(life.transitions())
                  .extracting(transition -> transition.state().facts().inForce().statement())
                  .isEqualTo(lines(life).mapToObj(story::inForce).toList());
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void nothingIsServedAtOrPastTheEndOfTheStatementInForce(long seed) {
    lives(seed)
        .forEach(
            life -> {
              Story story = story(life);
              lines(life)
                  .forEach(
                      n -> {
                        CallsignState state = life.transitions().get(n).state();
                        Instant end = story.window(n).end();
                        if (!life.lines().get(n).at().isBefore(end)) {
                          assertThat(state.name().isServed()).isFalse();
                        }
                        assertThat(state.isServed(end)).isFalse();
                        assertThat(state.isServed(end.plusSeconds(1))).isFalse();
                      });
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void identityKeysChangeWithoutAgreementOnlyAfterTheWholeHold(long seed) {
    int changes =
        lives(seed)
            .mapToInt(
                life -> (int) lines(life).filter(n -> changesWithoutAgreement(life, n)).count())
            .sum();

    assertThat(changes).isGreaterThan(LIVES / 10); // and it does happen
  }

  private static boolean changesWithoutAgreement(Life life, int n) {
    if (n == 0
        || !life.transitions().get(n).replaces(life.transitions().get(n - 1).state())
        || life.lines().get(n).seen() instanceof Sighting.Followed) {
      return false;
    }
    Instant holdBegan = life.lines().get(n).at().minus(POLICY.hold());
    Set<String> wanted = keys(life.lines().get(n).seen());
    Instant looked = life.lines().get(n).at();
    int i = n;
    while (life.lines().get(i).at().isAfter(holdBegan) || keys(life, i).isEmpty()) {
      i--;
      Sighting seen = life.lines().get(i).seen();
      assertThat(seen)
          .isNotInstanceOfAny(
              Sighting.Confirmed.class, Sighting.Followed.class, Sighting.Vetoed.class);
      if (seen instanceof Sighting.Reclaimed) {
        assertThat(keys(seen)).containsAll(wanted);
      }
      if (LOOKS.contains(seen.getClass())) {
        if (looked.isAfter(holdBegan)) {
          assertThat(Duration.between(life.lines().get(i).at(), looked))
              .isLessThanOrEqualTo(POLICY.longestGap());
        }
        looked = life.lines().get(i).at();
      }
    }
    return true;
  }

  private static Set<String> keys(Life life, int n) {
    return keys(life.lines().get(n).seen());
  }

  private static Set<String> keys(Sighting seen) {
    return seen instanceof Sighting.Reclaimed reclaimed ? reclaimed.identities() : Set.of();
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12})
  void theSameLifeTwiceIsTheSame(long seed) {
    lives(seed).forEach(life -> assertThat(Life.live(life.lines(), POLICY)).isEqualTo(life));
  }

  @ParameterizedTest
  @ValueSource(longs = {13, 14, 15})
  void eachEndIsToldOnceAndBeforeWhatFollowsIt(long seed) {
    lives(seed)
        .forEach(
            life -> {
              Story story = story(life);
              lines(life)
                  .forEach(
                      n -> {
                        List<EventType> told = told(life, n);
                        assertThat(told(life, n, NOT_SERVED_ANY_MORE)).isEqualTo(story.ends(n));
                        if (told.contains(EventType.EXPIRED)) {
                          assertThat(told.getFirst()).isEqualTo(EventType.EXPIRED);
                        }
                      });
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {16, 17, 18})
  void warningsAreToldOnceUntilTheyEnd(long seed) {
    lives(seed)
        .forEach(
            life -> {
              Story story = story(life);
              lines(life)
                  .forEach(
                      n ->
                          assertThat(told(life, n, WARNINGS))
                              .containsExactlyInAnyOrderElementsOf(
                                  story.begun(n).stream().map(Warning::event).toList()));
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {19, 20, 21})
  void whoeverFollowsTheEventsKnowsWhetherItIsServed(long seed) {
    lives(seed)
        .forEach(
            life -> {
              boolean isServed = false;
              for (int n = 0; n < life.lines().size(); n++) {
                for (EventType event : told(life, n)) {
                  isServed =
                      (isServed || SERVED_FROM_NOW_ON.contains(event))
                          && !NOT_SERVED_ANY_MORE.contains(event);
                }
                assertThat(isServed).isEqualTo(life.transitions().get(n).state().name().isServed());
              }
            });
  }

  @Test
  void theLivesGoThroughEveryStateOften() {
    Map<StateName, Integer> often = new EnumMap<>(StateName.class);
    Set<List<StateName>> steps = new HashSet<>();
    lives(22)
        .forEach(
            life -> {
              List<StateName> names = new ArrayList<>();
              life.transitions().forEach(transition -> names.add(transition.state().name()));
              names.forEach(name -> often.merge(name, 1, Integer::sum));
              for (int i = 1; i < names.size(); i++) {
                steps.add(names.subList(i - 1, i + 1));
              }
            });

    assertThat(often).containsOnlyKeys(StateName.values());
    assertThat(often.values()).allMatch(count -> count > LIVES);
    assertThat(steps).hasSizeGreaterThan(35);
  }
}
