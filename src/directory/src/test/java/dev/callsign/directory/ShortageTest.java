package dev.callsign.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.callsign.prekey.PrekeyUpload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the owner is told when the prekeys of a device run out (docs/protocol.md §4, Claiming). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class ShortageTest {

  /** Claims that one registrable domain may make on one device at once. */
  private static final int BURST = 6;

  private static TestDevice target(String label, int oneTime, int pqOneTime) {
    TestDevice target = TestDevice.registered(label);
    target.upload(target.prekeys().upload(oneTime, pqOneTime)).statusCode(200);
    return target;
  }

  /** Devices of as many domains as so many claims need, each as often as it may claim. */
  private static List<TestDevice> claimers(String label, int claims) {
    List<TestDevice> claimers = new ArrayList<>();
    for (int claim = 0; claim < claims; claim++) {
      claimers.add(
          claim % BURST == 0
              ? TestDevice.registered("a." + label + "-" + claim + ".test")
              : claimers.getLast());
    }
    return claimers;
  }

  private static void claim(List<TestDevice> claimers, TestDevice target) {
    claimers.forEach(claimer -> claimer.claim(target).statusCode(200));
  }

  /** What was told since the registration, oldest first: type, device, detail. */
  private static List<String> told(TestDevice device) {
    JsonPath history = Requests.history(device.address().callsign()).extract().jsonPath();
    List<String> told = new ArrayList<>();
    for (int i = history.getList("entries").size() - 2; i >= 0; i--) {
      String entry = "entries[" + i + "].";
      assertThat(history.getString(entry + "kind")).isEqualTo("prekeys");
      assertThat(history.getString(entry + "state")).isEqualTo("active");
      told.add(
          history.getString(entry + "type")
              + " of "
              + history.getString(entry + "device")
              + ": "
              + history.getString(entry + "detail"));
    }
    return told;
  }

  @Test
  void tellsWhenFewAreLeftOfTwentyAndWhenNoneIs() {
    TestDevice bob = target("running-out", 22, 0);
    List<TestDevice> claimers = claimers("crowding", 24);
    bob.upload(new PrekeyUpload(null, null, List.of(), bob.prekeys().pq(50), false));

    claim(claimers.subList(0, 2), bob);
    assertThat(told(bob)).as("twenty are left").isEmpty();
    claim(claimers.subList(2, 3), bob);
    assertThat(told(bob)).containsExactly("prekeys.low of 1: one_time_prekey: 19 left");
    claim(claimers.subList(3, 21), bob);
    assertThat(told(bob)).as("one is left").hasSize(1);
    claim(claimers.subList(21, 24), bob);

    assertThat(told(bob))
        .containsExactly(
            "prekeys.low of 1: one_time_prekey: 19 left",
            "prekeys.empty of 1: one_time_prekey: 0 left");
  }

  @Test
  void tellsOfEachKindAndOnceThatTheLastResortWasUsed() {
    TestDevice bob = target("last-resort", 50, 1);
    List<TestDevice> claimers = claimers("resorting", 5);

    claim(claimers.subList(0, 1), bob);
    assertThat(told(bob)).containsExactly("prekeys.empty of 1: pq_prekey: 0 left");
    claim(claimers.subList(1, 3), bob);
    assertThat(told(bob))
        .containsExactly("prekeys.empty of 1: pq_prekey: 0 left", "last_resort.used of 1: null");

    bob.upload(bob.prekeys().upload(0, 0)).statusCode(200);
    claim(claimers.subList(3, 5), bob);
    assertThat(told(bob)).as("another one was used").hasSize(3);
  }

  @Test
  void advisesInTheRecordUntilThereAreEnoughAgain() {
    TestDevice bob = target("advised", 20, 20);
    Object callsign = bob.address().callsign();
    List<TestDevice> claimers = claimers("advising", 20);
    Requests.lookUp(callsign).body("advice", empty());

    claim(claimers.subList(0, 1), bob);
    Requests.lookUp(callsign)
        .body("advice.about", contains("prekeys.low"))
        .body("advice[0].device_id", equalTo(1));
    claim(claimers.subList(1, 20), bob);
    Requests.lookUp(callsign)
        .body("advice.about", contains("prekeys.empty"))
        .body("advice[0].device_id", equalTo(1));

    bob.upload(new PrekeyUpload(null, null, bob.prekeys().oneTime(19), List.of(), false));
    Requests.lookUp(callsign).body("advice.about", contains("prekeys.low"));
    bob.upload(new PrekeyUpload(null, null, bob.prekeys().oneTime(1), List.of(), false));
    Requests.lookUp(callsign).body("advice", empty());
  }

  @Test
  void tellsNothingOfClaimsThatAreRefusedOrRepeated() {
    TestDevice bob = target("untouched", 20, 50);
    TestDevice alice = TestDevice.registered("a.insisting.test");
    for (int i = 0; i < 3; i++) {
      alice.claim(bob, "again").statusCode(200);
    }
    claim(List.of(alice, alice, alice, alice, alice), bob);
    alice.claim(bob).statusCode(429);
    alice.claim(bob, "again").statusCode(200);

    assertThat(told(bob)).containsExactly("prekeys.low of 1: one_time_prekey: 19 left");
    bob.status().body("one_time_prekeys.count", equalTo(14));
  }

  @Test
  void tellsOnceHoweverManyClaimAtOnce() throws Exception {
    TestDevice bob = target("besieged", 24, 24);
    List<TestDevice> claimers = claimers("besieging", 24);
    List<Future<?>> claims = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (TestDevice claimer : claimers) {
        claims.add(threads.submit(() -> claimer.claim(bob).statusCode(200)));
      }
    }
    for (Future<?> claim : claims) {
      claim.get();
    }

    assertThat(told(bob))
        .containsExactlyInAnyOrder(
            "prekeys.low of 1: one_time_prekey: 19 left",
            "prekeys.low of 1: pq_prekey: 19 left",
            "prekeys.empty of 1: one_time_prekey: 0 left",
            "prekeys.empty of 1: pq_prekey: 0 left");
  }
}
