package dev.callsign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.Lab;
import dev.callsign.renewal.SuggestedWindow;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shredzone.acme4j.RevocationReason;

/**
 * The main road with certificates that an ACME server issued: order, sign with the agent, host,
 * register at the packaged directory, look up and verify with the agent; and what the server says
 * of renewals.
 *
 * <p>Pebble's authorities name no organization: they pass because an operator added their root
 * (docs/adr/0005).
 */
class PebbleIT {
  private static final String DOMAIN = "alice.callsign.test";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("target");

  @Test
  void followsACallsignFromItsFirstCertificateThroughARenewal() throws Exception {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        Pebble pebble = Pebble.start(lab, folder)) {
      PebbleOwner alice = new PebbleOwner(folder, lab.host(DOMAIN), pebble);
      Path anchor = Files.writeString(folder.resolve("root.pem"), pebble.root());
      try (DirectoryProcess directory =
          DirectoryProcess.start(
              Packaged.directory(), folder, DirectoryProcess.Ports.free(), settings(lab, anchor))) {

        alice.renew(Pebble.Profile.CLASSIC);
        JsonNode first = register(directory);
        assertThat(first.path("grade").asText()).isEqualTo("first");
        assertThat(lookUp(alice, directory)).contains("VERIFIED " + DOMAIN, "seq 1");

        alice.renew(Pebble.Profile.CLASSIC);
        JsonNode second = register(directory);
        assertThat(second.path("grade").asText()).isEqualTo("renewed");
        assertThat(second.path("certificate").path("sha256"))
            .isNotEqualTo(first.path("certificate").path("sha256"));
        assertThat(second.path("devices")).isEqualTo(first.path("devices"));
        assertThat(lookUp(alice, directory)).contains("VERIFIED " + DOMAIN, "seq 2");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void suggestsRenewalsThatCoreCanRead(Pebble.Profile profile) throws Exception {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        Pebble pebble = Pebble.start(lab, folder)) {
      lab.host(DOMAIN);
      Acme acme = new Acme(pebble);
      X509Certificate leaf = acme.order(DOMAIN, Acme.newKey(), profile).getFirst();
      Instant start = leaf.getNotBefore().toInstant();
      assertThat(leaf.getNotAfter()).isEqualTo(start.plus(profile.lifetime()).minusSeconds(1));

      SuggestedWindow first = suggestion(pebble, leaf);
      assertThat(start.plus(profile.lifetime().multipliedBy(2).dividedBy(3)))
          .isBetween(first.start(), first.end());

      acme.revoke(leaf, RevocationReason.KEY_COMPROMISE);
      assertThat(suggestion(pebble, leaf).end()).isBefore(Instant.now());

      pebble.suggest(leaf, start, start.plusSeconds(60));
      assertThat(suggestion(pebble, leaf))
          .isEqualTo(new SuggestedWindow(start, start.plusSeconds(60), null));
      pebble.suggest(leaf, "{\"suggestedWindow\": {}}");
      assertThat(pebble.get(pebble.renewalInfo(leaf)).body())
          .isEqualTo("{\"suggestedWindow\": {}}");
    }
  }

  private static SuggestedWindow suggestion(Pebble pebble, X509Certificate leaf) throws Exception {
    HttpResponse<String> answer = pebble.get(pebble.renewalInfo(leaf));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    return SuggestedWindow.parse(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /** Pebble's certificates are in no log: nobody can ask for SCTs. */
  private static Map<String, String> settings(Lab lab, Path anchor) {
    Map<String, String> settings = new LinkedHashMap<>(lab.directoryProperties(anchor));
    settings.put("callsign.ct.mode", "off");
    return settings;
  }

  private static JsonNode register(DirectoryProcess directory) throws Exception {
    HttpResponse<String> answer = directory.register(DOMAIN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.path("binding").asText()).isEqualTo("live");
    return json;
  }

  private String lookUp(PebbleOwner owner, DirectoryProcess directory) throws Exception {
    return owner.run(
        "lookup",
        DOMAIN,
        "--directory",
        directory.base().toString(),
        "--anchors",
        folder.resolve("root.pem").toAbsolutePath().toString(),
        "--allow-test-names",
        "--recorded",
        "alice-seen.json");
  }
}
