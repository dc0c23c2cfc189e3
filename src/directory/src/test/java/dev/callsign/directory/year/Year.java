package dev.callsign.directory.year;

import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.record.Recorder;
import dev.callsign.directory.renewal.TrackerLimits;
import dev.callsign.directory.state.EventType;
import dev.callsign.name.Callsign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets a year pass. The clock stops when something happens in the world, when a statement in force
 * ends, and every {@link Biography#STEP}; at each stop the replicas check what is due.
 */
final class Year {
  static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
  static final Instant END = START.plus(Duration.ofDays(365));

  /** From when on the next forgotten renewal sees a replica die. */
  private static final Instant SUMMER = START.plus(Duration.ofDays(180));

  /** How long it takes until there is another one. */
  private static final Duration REPAIR = Duration.ofDays(14);

  /** Callsigns whose follower asks at each stop: each one about once a week. */
  private static final int FOLLOWED_AT_ONCE = 3;

  /** One owner of so many has phones that can be written to. */
  private static final int WITH_PREKEYS_ONE_IN = 2;

  /** One stop of so many is looked at by a witness. */
  private static final int WITNESSED_ONE_IN = 10;

  private final List<Owner> everybody;
  private final Replica.Shared shared;
  private final Recorder recorder;
  private final ShiftedClock clock;
  private final Witness witness;
  private final Follower follower;
  private final Uploads uploads;
  private final SplittableRandom random;
  private final TreeMap<Instant, List<Action>> stops = new TreeMap<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Replica> everyReplica = new ArrayList<>();
  private final List<String> vetoesOfNothing = new ArrayList<>();
  private int turns;
  private Instant death = Instant.MIN;
  private Set<Callsign> buried = Set.of();

  /** Something that happens. */
  @FunctionalInterface
  private interface Action {
    void run() throws InterruptedException;
  }

  Year(
      List<Owner> owners,
      Replica.Shared shared,
      ShiftedClock clock,
      Witness witness,
      Follower follower,
      Uploads uploads,
      SplittableRandom random) {
    this.everybody = List.copyOf(owners);
    this.shared = shared;
    this.recorder = shared.recorder();
    this.clock = clock;
    this.witness = witness;
    this.follower = follower;
    this.uploads = uploads;
    this.random = random;
    start();
    start();
    plan();
  }

  /** Passes. */
  void pass() throws InterruptedException {
    Replica mortal = replicas.getLast();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!stops.isEmpty()) {
        Map.Entry<Instant, List<Action>> stop = stops.pollFirstEntry();
        clock.stopAt(stop.getKey());
        for (Action action : stop.getValue()) {
          action.run();
        }
        everybodyWorks(threads);
      }
    } finally {
      mortal.bury();
      replicas.forEach(Replica::bury);
    }
    everybody.forEach(owner -> follower.catchUp(owner.callsign()));
  }

  /** The names that a replica had taken when it died. */
  Set<Callsign> buried() {
    return buried;
  }

  /** How much later than expected a line may be: of whoever had to wait for the lease of a dead. */
  Duration grace(Callsign callsign, Instant at) {
    Instant over = death.plus(TrackerLimits.STANDARD.lease());
    return buried.contains(callsign) && !at.isAfter(over)
        ? TrackerLimits.STANDARD.lease()
        : Duration.ZERO;
  }

  List<String> vetoesOfNothing() {
    return List.copyOf(vetoesOfNothing);
  }

  /** When a replica died, and until when nobody else looks after what it had taken. */
  record Death(Instant at, Instant leaseOver) {}

  Death death() {
    return new Death(death, death.plus(TrackerLimits.STANDARD.lease()));
  }

  /** How many checks each replica did, also the dead one and the one that came later. */
  List<Long> checks() {
    return everyReplica.stream().map(Replica::checks).toList();
  }

  private void start() {
    Replica replica = new Replica(shared);
    replicas.add(replica);
    everyReplica.add(replica);
  }

  private void plan() {
    for (Instant at = START; !at.isAfter(END); at = at.plus(Biography.STEP)) {
      stop(at);
      if (random.nextInt(WITNESSED_ONE_IN) == 0) {
        stop(at.plusMillis(random.nextLong(Biography.STEP.toMillis())), this::lookAtSomebody);
      }
    }
    for (Owner owner : everybody) {
      stop(owner.registeredAt(), () -> replicas.getFirst().register(owner.callsign()));
      owner
          .requests()
          .forEach(at -> stop(at, () -> replicas.getFirst().register(owner.callsign())));
      owner.vetoes().forEach(at -> stop(at, () -> veto(owner, at)));
      if (random.nextInt(WITH_PREKEYS_ONE_IN) == 0) {
        planUploads(owner);
      }
      for (Expected line : owner.expected()) {
        if (line.type() == EventType.EXPIRED) {
          stop(line.earliest().minusMillis(1), () -> witness.look(owner));
          stop(line.earliest(), () -> witness.look(owner));
          stop(line.latest(), () -> witness.look(owner));
        }
      }
    }
    stops.tailMap(END, false).clear();
    Instant dies =
        everybody.stream()
            .flatMap(owner -> owner.expected().stream())
            .filter(line -> line.type() == EventType.EXPIRED && line.earliest().isAfter(SUMMER))
            .map(Expected::earliest)
            .min(Instant::compareTo)
            .orElseThrow();
    stop(dies, this::oneDies);
    stop(dies.plus(TrackerLimits.STANDARD.lease()));
    stop(dies.plus(REPAIR), this::start);
  }

  /** Each phone uploads once, soon after the statement that lists it first is in force. */
  private void planUploads(Owner owner) {
    Set<Phone> known = new HashSet<>();
    for (Owner.Reign reign : owner.reigns()) {
      for (Phone phone : reign.draft().phones()) {
        if (known.add(phone)) {
          stop(reign.latest().plus(Biography.STEP), () -> uploads.upload(owner.callsign(), phone));
        }
      }
    }
  }

  private void stop(Instant at, Action... actions) {
    stops.computeIfAbsent(at, unknown -> new ArrayList<>()).addAll(List.of(actions));
  }

  private void veto(Owner owner, Instant at) {
    if (!recorder.veto(owner.callsign(), at)) {
      vetoesOfNothing.add(owner.callsign() + " at " + at);
    }
  }

  private void lookAtSomebody() {
    Owner owner = everybody.get(random.nextInt(everybody.size()));
    if (!clock.instant().isBefore(owner.registeredAt())) {
      witness.look(owner);
    }
  }

  private void oneDies() throws InterruptedException {
    death = clock.instant();
    buried = replicas.removeLast().die();
  }

  /** All at the same time, as if they knew nothing of each other. */
  private void everybodyWorks(ExecutorService threads) throws InterruptedException {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (Replica replica : replicas) {
      work.add(
          () -> {
            replica.work();
            return true;
          });
    }
    work.add(
        () -> {
          for (int i = 0; i < FOLLOWED_AT_ONCE; i++) {
            follower.follow(everybody.get(random.nextInt(everybody.size())).callsign());
          }
          return true;
        });
    Collections.rotate(work, turns++); // who begins has taken most when the others come
    for (Future<Boolean> done : threads.invokeAll(work)) {
      try {
        done.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
