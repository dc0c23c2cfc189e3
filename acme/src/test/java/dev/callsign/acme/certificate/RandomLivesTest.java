package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.DAY_0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.renewal.SuggestedWindow;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is true whatever fails, and whenever the process dies. Disk and authorities are a few
 * variables; the state is read back from its JSON after each death.
 */
class RandomLivesTest {
  private static final int LIVES = 150;
  private static final int STEPS = 600;
  private static final URI STAGING = URI.create("https://staging.callsign.test/directory");
  private static final URI FALLBACK = URI.create("https://fallback.callsign.test/directory");

  /** One order as its authority knows it. */
  private static final class Order {
    final URI address;
    final long attempt;
    final URI authority;
    final Instant openedAt;
    boolean lost;
    @Nullable String issuedFor;

    Order(URI address, Attempt attempt, Instant openedAt) {
      this.address = address;
      this.attempt = attempt.number();
      this.authority = attempt.authority();
      this.openedAt = openedAt;
    }
  }

  private static final class Life {
    private final SplittableRandom random;
    private final RenewalMachine machine;
    private AgentState state = AgentState.fresh();
    private Instant now = DAY_0;
    private double trouble;

    private final List<Order> orders = new ArrayList<>();
    private final Map<URI, Instant> limits = new HashMap<>();
    private final Map<URI, Instant> told = new HashMap<>();
    private final List<Leaf> generations = new ArrayList<>();
    private final Set<String> keysOfGenerations = new HashSet<>();
    private @Nullable Leaf live;
    private @Nullable String nextKey;
    private @Nullable String statement;
    private @Nullable String published;
    private int keys;
    private Observation observed;
    int deaths;
    int renewals;

    Life(SplittableRandom random) {
      this.random = random;
      URI staging = random.nextBoolean() ? STAGING : null;
      List<URI> fallbacks = random.nextBoolean() ? List.of(FALLBACK) : List.of();
      this.machine =
          new RenewalMachine(
              new RenewalPolicy(
                  RenewalPolicy.DEFAULT_TICK,
                  new RenewalPolicy.Authorities(AUTHORITY, staging, fallbacks)),
              random.split());
      this.trouble = random.nextDouble() * 0.6;
      this.observed = look();
    }

    void live(int steps) throws CommandFailure {
      for (int i = 0; i < steps; i++) {
        Transition transition = machine.after(state, observed, now);
        state = transition.state();
        Effect effect = transition.effects().getLast();
        double fate = random.nextDouble();
        if (fate < 0.05) { // dies before the effect
          observed = restart();
        } else if (effect instanceof Effect.Wait(Instant until)) {
          assertThat(until).isAfter(now);
          now = random.nextInt(4) == 0 ? until.plusSeconds(random.nextInt(200_000)) : until;
          observed = look();
        } else {
          Observation next = perform(effect);
          if (fate < 0.1) { // dies after it, and nobody knows what the answer was
            observed = restart();
          } else {
            limits.putAll(told);
            observed = next;
          }
          told.clear();
        }
      }
    }

    /** No trouble from now on, until there is a good certificate and everybody has it. */
    void recover() throws CommandFailure {
      trouble = 0;
      now = now.plus(Duration.ofDays(8)); // all limits have passed
      for (int i = 0; i < 5000; i++) {
        live(1);
        if (live != null
            && now.isBefore(live.notAfter().minus(Duration.ofDays(1)))
            && state.renewal() instanceof RenewalState.Idle
            && statementOf(live, nextKey).equals(published)) {
          return;
        }
      }
      throw new AssertionError("no recovery from " + state);
    }

    private Observation restart() throws CommandFailure {
      deaths++;
      byte[] json = StateJson.encode(state, ALICE).toString().getBytes(StandardCharsets.UTF_8);
      AgentState read = StateJson.decode(JsonFile.of(Path.of("state.json"), json), ALICE);
      assertThat(read).isEqualTo(state); // the pick and all
      return look();
    }

    private Observation look() {
      List<Facts.KeyHolder> holders = new ArrayList<>();
      for (int i = 0; i < generations.size(); i++) {
        Leaf leaf = generations.get(i);
        if (keysOfGenerations.contains(leaf.keySha256())) {
          holders.add(new Facts.KeyHolder(i + 1, leaf.notAfter(), leaf.equals(live)));
        }
      }
      String wanted = live == null ? null : statementOf(live, nextKey);
      String current = wanted != null && wanted.equals(statement) ? statement : null;
      Seen seen =
          random.nextInt(5) == 0
              ? Seen.NOTHING
              : new Seen(live == null ? null : live.sha256(), current, published);
      return new Observation.Looked(
          new Facts(
              live,
              live == null ? null : live.notBefore(),
              nextKey,
              current,
              seen,
              holders,
              hash("configuration " + random.nextInt(20) / 19)));
    }

    private static String statementOf(Leaf leaf, @Nullable String next) {
      return hash(leaf.sha256() + next);
    }

    private Observation perform(Effect effect) {
      return switch (effect) {
        case Effect.Look _ -> look();
        case Effect.Wait _, Effect.Alarm _ -> throw new AssertionError(effect);
        case Effect.CreateNextKey(String other) -> {
          if (nextKey == null || nextKey.equals(other)) {
            nextKey = hash("key " + keys++);
          }
          yield new Observation.KeyMade(nextKey);
        }
        case Effect.ProveStorage _ -> new Observation.StorageProven();
        case Effect.RecreateAccount(URI authority) ->
            failure(authority).orElseGet(Observation.AccountMade::new);
        case Effect.FindOrOpen(Attempt attempt) -> findOrOpen(attempt);
        case Effect.Authorize(URI authority, URI order) ->
            failure(authority).orElseGet(() -> answer(order, new Observation.NameProved()));
        case Effect.Finalize(URI authority, URI order, String key) ->
            failure(authority).orElseGet(() -> finalizeOrder(order, key));
        case Effect.Download(URI authority, URI order, String key) ->
            failure(authority).orElseGet(() -> download(order, key, authority));
        case Effect.Install(int generation) -> {
          live = generations.get(generation - 1);
          if (live.keySha256().equals(nextKey)) {
            nextKey = null;
          }
          renewals++;
          yield new Observation.Installed();
        }
        case Effect.AskWindow(URI authority, Leaf leaf) ->
            new Observation.WindowAnswered(leaf, window(leaf));
        case Effect.Run(Errand.Kind kind, String subject) -> run(kind, subject);
        case Effect.DeleteKey(int generation) -> {
          Leaf leaf = generations.get(generation - 1);
          assertThat(leaf).isNotEqualTo(live);
          assertThat(generation).isLessThan(generations.size() - 1);
          keysOfGenerations.remove(leaf.keySha256());
          yield new Observation.KeyDeleted(generation);
        }
      };
    }

    private Optional<Observation> failure(URI authority) {
      Instant limit = limits.get(authority);
      assertThat(limit == null || !now.isBefore(limit)).as("asked before the limit").isTrue();
      if (random.nextDouble() >= trouble) {
        return Optional.empty();
      }
      OrderFailure failure =
          switch (random.nextInt(9)) {
            case 0 -> {
              Instant until = now.plusSeconds(random.nextInt(-100, 600_000));
              told.put(authority, until);
              yield new OrderFailure.RateLimited("x", until);
            }
            case 1 -> new OrderFailure.ValidationFailed("x");
            case 2 -> new OrderFailure.Refused("x");
            case 3 -> new OrderFailure.KeyRefused("x");
            case 4 -> new OrderFailure.AccountUnknown("x");
            case 5 -> new OrderFailure.UserActionRequired("x", Optional.empty());
            case 6 -> new OrderFailure.ReplacesRefused("x");
            case 7 -> new OrderFailure.Local("x");
            default -> new OrderFailure.Unreachable("x");
          };
      if (failure instanceof OrderFailure.ValidationFailed && !orders.isEmpty()) {
        orders.getLast().lost = true;
      }
      return Optional.of(new Observation.StepFailed(failure));
    }

    private Observation findOrOpen(Attempt attempt) {
      Optional<Observation> failure = failure(attempt.authority());
      if (failure.isPresent() && random.nextBoolean()) {
        return failure.get(); // before anything was opened
      }
      Optional<Order> found =
          orders.stream()
              .filter(order -> !order.lost && order.authority.equals(attempt.authority()))
              .filter(order -> !order.openedAt.isBefore(attempt.since()))
              .findFirst();
      Order order =
          found.orElseGet(
              () -> {
                URI address = URI.create("https://acme.callsign.test/order/" + orders.size());
                assertThat(orders)
                    .noneMatch(each -> !each.lost && each.attempt == attempt.number());
                orders.add(new Order(address, attempt, now));
                return orders.getLast();
              });
      return failure.orElseGet(() -> new Observation.OrderFound(order.address));
    }

    private Order order(URI address) {
      return orders.stream().filter(each -> each.address.equals(address)).findFirst().orElseThrow();
    }

    private Observation answer(URI order, Observation good) {
      return order(order).lost
          ? new Observation.StepFailed(new OrderFailure.OrderLost("gone"))
          : good;
    }

    private Observation finalizeOrder(URI address, String key) {
      assertThat(key.equals(nextKey) || keysOfGenerations.contains(key))
          .as("the key of an order is on the disk")
          .isTrue();
      Order order = order(address);
      if (!order.lost && order.issuedFor == null) {
        order.issuedFor = key;
      }
      return answer(address, new Observation.Issued());
    }

    private Observation download(URI address, String key, URI authority) {
      Order order = order(address);
      if (order.lost || !key.equals(order.issuedFor)) {
        return new Observation.StepFailed(new OrderFailure.OrderLost("for another key"));
      }
      assertThat(key.equals(nextKey) || keysOfGenerations.contains(key))
          .as("the key of a certificate is on the disk")
          .isTrue();
      String leaf = hash("leaf of " + address);
      for (int i = 0; i < generations.size(); i++) {
        if (generations.get(i).sha256().equals(leaf)) {
          return new Observation.Kept(i + 1);
        }
      }
      Duration lifetime = Duration.ofDays(random.nextBoolean() ? 6 : 45);
      generations.add(new Leaf(leaf, key, now, now.plus(lifetime), authority));
      keysOfGenerations.add(key);
      return new Observation.Kept(generations.size());
    }

    private WindowAnswer window(Leaf leaf) {
      if (random.nextDouble() < trouble) {
        return random.nextBoolean() ? new WindowAnswer.NotNow("x") : new WindowAnswer.None("x");
      }
      boolean isOdd = trouble > 0 && random.nextInt(50) == 0;
      Instant start =
          isOdd
              ? now.minusSeconds(9_000)
              : leaf.notBefore().plus(leaf.life().multipliedBy(66).dividedBy(100));
      return new WindowAnswer.Suggested(
          new SuggestedWindow(start, start.plusSeconds(7_000), null), Duration.ofHours(6));
    }

    private Observation run(Errand.Kind kind, String subject) {
      boolean done = random.nextDouble() >= trouble;
      if (done && kind == Errand.Kind.SIGN && live != null) {
        statement = statementOf(live, nextKey);
      }
      if (done && kind == Errand.Kind.PUBLISH) {
        published = subject;
      }
      return new Observation.Ran(kind, subject, done, Duration.ZERO, done ? "" : "x");
    }
  }

  private static String hash(String text) {
    return Fingerprint.sha256Base64Url(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void oneOrderForAnAttemptNoKeyLostNoLimitBrokenAndAlwaysARecovery(long seed)
      throws CommandFailure {
    SplittableRandom seeds = new SplittableRandom(seed);
    int deaths = 0;
    int renewals = 0;
    for (int i = 0; i < LIVES; i++) {
      Life life = new Life(seeds.split());
      life.live(STEPS);
      life.recover();
      deaths += life.deaths;
      renewals += life.renewals;
    }

    assertThat(deaths).isGreaterThan(LIVES * STEPS / 20); // and all of it does happen
    assertThat(renewals).isGreaterThan(LIVES * 2);
  }
}
