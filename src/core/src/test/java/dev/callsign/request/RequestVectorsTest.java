package dev.callsign.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that docs/vectors/request/generate.py signed with OpenSSL. */
class RequestVectorsTest {

  private static final JsonNode VECTORS = Docs.vectors("request/requests.json");

  static Stream<JsonNode> requests() {
    return StreamSupport.stream(VECTORS.required("requests").spliterator(), false);
  }

  @Test
  void theVectorsCoverBothFormsOfBothSigns() {
    assertThat(
            requests()
                .map(row -> row.required("form").asText() + " " + row.required("sign").asInt()))
        .contains("plain 0", "plain 1", "libsignal 0", "libsignal 1");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("requests")
  void isVerified(JsonNode row) throws MalformedException {
    IdentityKey key =
        IdentityKey.decode(Base64.getDecoder().decode(row.required("identity_key").asText()));

    RequestVerdict verdict =
        new RequestVerifier(NamePolicy.PUBLIC, device -> Optional.of(key))
            .verify(
                row.required("body").asText().getBytes(StandardCharsets.UTF_8),
                VECTORS.required("method").asText(),
                URI.create(VECTORS.required("uri").asText()),
                Instant.ofEpochSecond(VECTORS.required("at").asLong()));

    assertThat(verdict).isInstanceOf(RequestVerdict.Verified.class);
    SignedRequest request = ((RequestVerdict.Verified) verdict).request();
    assertThat(request.payload())
        .isEqualTo(row.required("payload").asText().getBytes(StandardCharsets.UTF_8));
    assertThat(request.jti()).isEqualTo(row.required("jti").asText());
  }
}
