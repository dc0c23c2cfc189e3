package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.ConnectFault;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.RevocationReason;

/**
 * The packaged directory follows certificates of a real ACME server: nobody asks it to check. Its
 * day lasts 12 s here, so that an hour, the time between two checks in a renewal window, lasts half
 * of one, and checks are a second apart, which is the least.
 *
 * <p>Pebble's certificates name no revocation lists: what a list does is shown with the lab's.
 */
class RenewalIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Far from the end of every certificate here, and longer than these tests take. */
  private static final Duration LATER = Duration.ofHours(2);

  @TempDir Path folder = Path.of("target");

  private Lab lab;
  private Pebble pebble;
  private DirectoryProcess directory;

  @BeforeEach
  void start() throws Exception {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
    pebble = Pebble.start(lab, folder);
    Path anchor = lab.writeAnchor(folder.resolve("lab.pem"));
    Path root = Files.writeString(folder.resolve("pebble-root.pem"), pebble.root());
    Map<String, String> settings = new LinkedHashMap<>(lab.directoryProperties(anchor));
    settings.put("callsign.trust.anchors", anchor + "," + root);
    settings.put("callsign.ct.mode", "off"); // pebble's certificates are in no log
    settings.put("callsign.renewal.acme-directory", pebble.directory().toString());
    settings.put("callsign.renewal.recheck", "12s");
    settings.put("callsign.renewal.poll", "2s");
    settings.put("callsign.revocation.refresh", "1s");
    directory =
        DirectoryProcess.start(
            Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings);
  }

  @AfterEach
  void stop() {
    if (directory != null) {
      directory.close();
    }
    if (pebble != null) {
      pebble.close();
    }
    lab.close();
  }

  @Test
  void followsAShortLivedCertificateThatIsRenewedInItsWindow() throws Exception {
    PebbleOwner alice = new PebbleOwner(folder, lab.host("alice.callsign.test"), pebble);
    X509Certificate first = alice.renew(Pebble.Profile.SHORTLIVED);
    register(alice.name());
    Instant start = Instant.now().plusSeconds(5);
    pebble.suggest(first, start, start.plus(LATER));
    awaitState(alice.name(), "renewal-due");
    assertThat(Instant.now()).isAfterOrEqualTo(start);

    for (String grade : List.of("renewed", "renewed", "renewed")) {
      X509Certificate next = alice.renew(Pebble.Profile.SHORTLIVED);
      Instant hosted = Instant.now();
      JsonNode record = awaitCertificate(alice.name(), next);
      System.out.printf(
          "renewed certificate followed after %d ms, checks in the window are 1000 ms apart%n",
          Duration.between(hosted, Instant.parse(record.path("verified_at").asText())).toMillis());
      assertThat(record.path("grade").asText()).isEqualTo(grade);
      assertThat(record.path("state").asText()).isEqualTo("active");
      // the next window is open at once
      pebble.suggest(next, Instant.now(), Instant.now().plus(LATER));
      awaitState(alice.name(), "renewal-due");
    }
    assertThat(types(alice.name()))
        .containsSubsequence(
            "first", "renewal-due", "renewed", "renewal-due", "renewed", "renewal-due", "renewed");
  }

  @Test
  void hearsAtTheNextPollThatTheAuthorityWantsARenewalEarlier() throws Exception {
    PebbleOwner bob = new PebbleOwner(folder, lab.host("bob.callsign.test"), pebble);
    X509Certificate leaf = bob.renew(Pebble.Profile.CLASSIC);
    pebble.suggest(leaf, Instant.now().plus(LATER), Instant.now().plus(LATER).plus(LATER));
    register(bob.name());
    String registered = record(bob.name()).path("verified_at").asText();
    Await.until(
        "a check, and with it a poll, that finds the window still to come",
        () -> {
          JsonNode record = record(bob.name());
          assertThat(record.path("state").asText()).isEqualTo("active");
          return !record.path("verified_at").asText().equals(registered);
        });

    pebble.suggest(leaf, Instant.now().minusSeconds(60), Instant.now().minusSeconds(30));

    awaitState(bob.name(), "renewal-due");
    assertThat(record(bob.name()).path("renewal_due").asBoolean()).isTrue();
    assertThat(types(bob.name())).containsExactly("first", "renewal-due");
  }

  @Test
  void takesARevocationAtTheAuthorityForAReasonToRenewAtOnce() throws Exception {
    PebbleOwner carol = new PebbleOwner(folder, lab.host("carol.callsign.test"), pebble);
    X509Certificate leaf = carol.renew(Pebble.Profile.TLSSERVER);
    register(carol.name());

    carol.acme().revoke(leaf, RevocationReason.KEY_COMPROMISE);

    awaitState(carol.name(), "renewal-due");
  }

  @Test
  void stopsServingACertificateThatTheNextListRevokesThoughItsDomainIsSilent() throws Exception {
    LabHost dave = lab.host("dave.callsign.test");
    register(dave.callsign().aLabel());
    String statement = record(dave.callsign().aLabel()).path("statement").asText();
    dave.misbehave(ConnectFault.REFUSED);

    lab.authority().revoke(dave.chain().leaf());

    Await.until(
        "the list", () -> directory.get("/v1/callsigns/" + dave.callsign()).statusCode() == 410);
    HttpResponse<String> gone = directory.get("/v1/callsigns/" + dave.callsign());
    assertThat(JSON.readTree(gone.body()).path("type").asText()).endsWith("#callsign-revoked");
    assertThat(types(dave.callsign().aLabel())).containsExactly("first", "revoked");
    assertThat(directory.get("/v1/callsigns/" + dave.callsign() + "/evidence").body())
        .contains(statement);
  }

  private void register(String name) {
    HttpResponse<String> answer = directory.register(name);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private JsonNode record(String name) throws Exception {
    HttpResponse<String> answer = directory.get("/v1/callsigns/" + name);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** The types of the events of a callsign, oldest first. */
  private List<String> types(String name) throws Exception {
    List<String> types = new ArrayList<>();
    JSON.readTree(directory.get("/v1/callsigns/" + name + "/history").body())
        .path("entries")
        .forEach(entry -> types.addFirst(entry.path("type").asText()));
    return types;
  }

  private void awaitState(String name, String state) throws Exception {
    Await.until(state, () -> record(name).path("state").asText().equals(state));
  }

  private JsonNode awaitCertificate(String name, X509Certificate leaf) throws Exception {
    String serial = leaf.getSerialNumber().toString(16);
    Await.until(
        "the next certificate",
        () -> record(name).path("certificate").path("serial").asText().equals(serial));
    return record(name);
  }
}
