package dev.callsign.directory.events;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.Eventually;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.OtherReplica;
import dev.callsign.directory.Requests;
import dev.callsign.directory.state.EventType;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.name.Callsign;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a follower is told, round by round: the rounds of this hub are the test's own. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class EventHubTest {
  private final OtherReplica replica;
  private final EventReader events;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final EventHub hub;

  private Callsign callsign = lab().host("hub").callsign();

  EventHubTest(OtherReplica replica, EventReader events) {
    this.replica = replica;
    this.events = events;
    this.hub = new EventHub(events, meters);
  }

  /** Somebody with as much room as a test gives him. */
  private static final class Reader implements Follower {
    private final List<String> taken = new ArrayList<>();
    private long room;
    private int signs;
    private boolean ended;

    @Override
    public synchronized long room() {
      return room;
    }

    synchronized void make(long more) {
      room += more;
    }

    @Override
    public synchronized void take(DirectoryEvent event) {
      room--;
      taken.add(event.type());
    }

    synchronized List<String> taken() {
      return List.copyOf(taken);
    }

    @Override
    public synchronized void idle() {
      room--;
      signs++;
    }

    synchronized int signs() {
      return signs;
    }

    @Override
    public synchronized void end() {
      ended = true;
    }

    synchronized boolean ended() {
      return ended;
    }
  }

  @BeforeEach
  void registerACallsignForEachTest() {
    callsign = lab().host("hub-" + lab().hosts().size()).callsign();
    Requests.register(callsign).statusCode(201);
  }

  private EventHub.Subscription follow(Reader reader) {
    return hub.follow(
            callsign, events.last(List.of(callsign.aLabel())).values().iterator().next(), reader)
        .orElseThrow();
  }

  private void happen(EventType... types) {
    for (EventType type : types) {
      replica.tell(callsign, type);
    }
  }

  @Test
  void tellsNoMoreThanThereIsRoomForAndGoesOnWhenThereIs() {
    Reader reader = new Reader();
    EventHub.Subscription subscription = follow(reader);
    happen(EventType.EXPIRING, EventType.EXPIRED, EventType.RENEWED);
    hub.round();
    subscription.proceed();
    assertThat(reader.taken()).as("there was no room").isEmpty();

    reader.make(2);
    subscription.proceed();
    Eventually.is("two are taken", () -> reader.taken().size() == 2);
    hub.round();
    assertThat(reader.taken()).containsExactly("expiring", "expired");

    reader.make(5);
    hub.round();
    Eventually.is("the third is taken", () -> reader.taken().size() == 3);
    assertThat(reader.taken()).last().isEqualTo("renewed");
    assertThat(meters.get("callsign.events.told").counter().count()).isEqualTo(3);
  }

  @Test
  void showsLifeAfterFifteenSilentRoundsWhereThereIsRoom() {
    Reader reader = new Reader();
    Reader slow = new Reader();
    follow(reader);
    follow(slow);
    reader.make(10);

    for (int round = 0; round < 31; round++) {
      hub.round();
    }

    assertThat(reader.signs()).isEqualTo(2);
    assertThat(slow.signs()).isZero();
    assertThat(reader.taken()).isEmpty();
  }

  @Test
  void tellsNobodyWhoHasGone() {
    Reader gone = new Reader();
    Reader there = new Reader();
    gone.make(10);
    there.make(10);
    follow(gone).cancel();
    follow(there);
    assertThat(meters.get("callsign.event.followers").gauge().value()).isEqualTo(1);

    happen(EventType.EXPIRING);
    hub.round();

    Eventually.is("the other one is told", () -> there.taken().size() == 1);
    assertThat(gone.taken()).isEmpty();
  }

  @Test
  void endsEveryConnectionWhenTheDirectoryStops() {
    Reader reader = new Reader();
    follow(reader);

    hub.close();

    assertThat(reader.ended()).isTrue();
    assertThat(meters.get("callsign.event.followers").gauge().value()).isZero();
  }

  @Test
  void takesNoMoreThanTenThousand() {
    for (int i = 0; i < EventHub.MAX_FOLLOWERS; i++) {
      assertThat(hub.follow(callsign, 0, new Reader())).isPresent();
    }

    assertThat(hub.isFull()).isTrue();
    assertThat(hub.follow(callsign, 0, new Reader())).isEmpty();
  }

  @Test
  void cutsWhatNoReaderTakes() {
    replica.tell(callsign, EventType.MISMATCH, "x".repeat(1024), Instant.EPOCH);

    assertThat(events.after(callsign, 0, 2))
        .last()
        .satisfies(event -> assertThat(event.detail()).isEqualTo("x".repeat(1000)));
  }
}
