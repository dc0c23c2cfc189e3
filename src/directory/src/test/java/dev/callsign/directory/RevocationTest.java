package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.callsign.lab.LabHost;
import dev.callsign.lab.RevocationFault;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a callsign whose revocation list cannot be had. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class RevocationTest {
  private final ShiftedClock clock;

  RevocationTest(ShiftedClock clock) {
    this.clock = clock;
  }

  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
  }

  @Test
  void warnsForADayAndRefusesAfterwards() {
    LabHost host = lab().host("unlisted");
    host.misbehave(RevocationFault.UNAVAILABLE_LIST);

    Requests.register(host.callsign()).statusCode(201).body("warnings", hasItem("crl-unavailable"));

    clock.shift(Duration.ofHours(25));
    Requests.check(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("crl-unavailable"));
  }
}
