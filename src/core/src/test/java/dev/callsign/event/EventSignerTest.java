package dev.callsign.event;

import static dev.callsign.event.EventDraft.AT;
import static dev.callsign.event.EventDraft.DIRECTORY;
import static dev.callsign.event.EventDraft.HOOK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the signer writes, read with the JDK and Jackson alone, and given to the verifier. */
class EventSignerTest {

  private static final EventSigner SIGNER = new EventSigner(Rfc8037.keyPair(), DIRECTORY);

  @Test
  void signsWithTheKeyOfTheDirectory() throws MalformedException {
    String compact = signed();
    int dot = compact.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(compact.substring(dot + 1));

    assertThat(Rfc8037.verifies(Rfc8037.X, compact.substring(0, dot), signature)).isTrue();
    assertThat(compact).startsWith("eyJ");
  }

  @Test
  void writesHeaderAndPayloadOfTheSpecification() throws MalformedException {
    List<String> parts = Splitter.on('.').splitToList(signed());

    assertThat(parts).hasSize(3);
    assertThat(text(parts.get(0)))
        .isEqualTo(
            "{\"typ\":\"callsign-event+jws\",\"alg\":\"EdDSA\",\"kid\":\"" + Rfc8037.KID + "\"}");
    JsonNode payload = Docs.parse(text(parts.get(1)));
    assertThat(payload.fieldNames()).toIterable().containsExactly("iss", "aud", "iat", "event");
    assertThat(payload.required("iss").asText()).isEqualTo("https://directory.example");
    assertThat(payload.required("aud").asText()).isEqualTo(HOOK.toString());
    assertThat(payload.required("iat").asLong()).isEqualTo(AT.getEpochSecond());
    assertThat(payload.required("event"))
        .isEqualTo(Docs.parse(new String(event().encode(), StandardCharsets.UTF_8)));
  }

  @Test
  void isBelievedByTheVerifier() throws MalformedException {
    EventVerdict verdict =
        new EventVerifier(NamePolicy.PUBLIC, DIRECTORY, List.of(Rfc8037.key()))
            .verify(SIGNER.sign(event(), HOOK, AT.plusMillis(999)), HOOK, AT);

    assertThat(verdict).isEqualTo(new EventVerdict.Verified(event()));
  }

  @Test
  void staysWithinTheLimitWhateverTheEventSays() throws MalformedException {
    URI longest = URI.create("https://hooks.watcher.example/" + "x".repeat(2000));

    byte[] body = SIGNER.sign(DirectoryEventTest.largest(), longest, AT);

    assertThat(body).hasSizeLessThanOrEqualTo(EventVerifier.MAX_BYTES);
    assertThat(
            new EventVerifier(NamePolicy.PUBLIC, DIRECTORY, List.of(Rfc8037.key()))
                .verify(body, longest, AT))
        .isInstanceOf(EventVerdict.Verified.class);
  }

  private static String signed() throws MalformedException {
    return new String(SIGNER.sign(event(), HOOK, AT), StandardCharsets.US_ASCII);
  }

  private static DirectoryEvent event() throws MalformedException {
    return new DirectoryEvent(
        7,
        Callsign.parse("bob.example", NamePolicy.PUBLIC),
        "renewed",
        AT,
        "active",
        "renewed",
        3L,
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        null,
        null,
        null);
  }

  private static String text(String base64Url) {
    return new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8);
  }
}
