package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory stored leads anybody to the same report, on a machine without a network. */
class EvidenceIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("target");
  private JsonNode record = JSON.createObjectNode();
  private Path evidence = Path.of("evidence.json");

  @BeforeEach
  void registerAndFetchTheEvidence() throws Exception {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom())) {
      Map<String, String> settings =
          lab.directoryProperties(lab.writeAnchor(folder.resolve("anchor.pem")));
      try (DirectoryProcess directory =
          DirectoryProcess.start(
              Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings)) {
        LabHost alice = lab.host("alice");
        directory.register(alice.callsign().aLabel());
        alice.renew();
        record = JSON.readTree(directory.register(alice.callsign().aLabel()).body());
        evidence =
            Files.writeString(
                folder.resolve("evidence.json"),
                directory.get("/v1/callsigns/" + alice.callsign() + "/evidence").body());
      }
    }
  }

  @Test
  void leadsToTheSameReportWithTheNetworkCut() throws Exception {
    assumeTrue(Packaged.canCutTheNetwork(), "needs unshare (util-linux) and the right to use it");

    Packaged.Run run = Packaged.agentWithoutNetwork(folder, "verify", "evidence.json", "--json");

    assertThat(run.exitCode()).as(run.output()).isZero();
    JsonNode recomputed = JSON.readTree(run.output());
    assertThat(recomputed.path("same_report").asBoolean()).isTrue();
    assertThat(recomputed.path("steps")).isEqualTo(record.path("report").path("steps"));
    assertThat(recomputed.path("at")).isEqualTo(record.path("report").path("at"));
  }

  @Test
  void verifiesUnderThePolicyOfTheReader() throws Exception {
    Packaged.Run stranger = Packaged.agent(folder, "verify", "evidence.json");
    Packaged.Run insider =
        Packaged.agent(
            folder,
            "verify",
            "evidence.json",
            "--anchors",
            "anchor.pem",
            "--issuer-organization",
            "Callsign Lab");

    assertThat(stranger.output()).contains("under your policy: refused, chain-untrusted");
    assertThat(insider.output()).contains("under your policy: verified");
    assertThat(insider.exitCode()).isZero();
  }

  @Test
  void doesNotBelieveAReportThatTheEvidenceDoesNotLeadTo() throws Exception {
    ObjectNode forged = (ObjectNode) JSON.readTree(Files.readString(evidence));
    for (JsonNode step : forged.path("report").path("steps")) {
      if (step.path("step").asText().equals("binding")) {
        ((ObjectNode) step).put("seen", "something else");
      }
    }
    Files.writeString(folder.resolve("forged.json"), forged.toString());

    Packaged.Run run = Packaged.agent(folder, "verify", "forged.json");

    assertThat(run.exitCode()).isEqualTo(65);
    assertThat(run.output()).contains("ANOTHER REPORT");
  }
}
