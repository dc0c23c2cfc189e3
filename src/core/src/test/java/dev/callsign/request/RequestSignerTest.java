package dev.callsign.request;

import static dev.callsign.request.RequestDraft.AT;
import static dev.callsign.request.RequestDraft.CLAIMS;
import static dev.callsign.request.RequestDraft.METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import dev.callsign.testing.StatementDraft;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the signer writes, read as JSON and given to the verifier. */
class RequestSignerTest {

  static IntStream devices() {
    return IntStream.rangeClosed(1, 8); // of both signs
  }

  @ParameterizedTest
  @MethodSource("devices")
  void isBelievedByTheVerifier(int n) throws MalformedException {
    IdentityKeyPair pair = StatementDraft.identity(n);
    RequestVerifier verifier =
        new RequestVerifier(NamePolicy.PUBLIC, device -> Optional.of(pair.identityKey()));

    RequestVerdict verdict = verifier.verify(signed(pair, "{}"), METHOD, CLAIMS, AT);

    assertThat(verdict).isInstanceOf(RequestVerdict.Verified.class);
    SignedRequest request = ((RequestVerdict.Verified) verdict).request();
    assertThat(request.device()).isEqualTo(address());
    assertThat(request.payload()).isEqualTo(new byte[] {'{', '}'});
  }

  @Test
  void writesTheHeaderOfTheSpecification() throws MalformedException {
    JsonNode body = json(signed(StatementDraft.identity(1), ""));
    String encodedHeader = body.required("protected").asText();
    JsonNode header = json(Base64.getUrlDecoder().decode(encodedHeader));

    assertThat(encodedHeader).startsWith("eyJ");
    assertThat(body.required("payload").asText()).isEmpty();
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("protected", "payload", "signature");
    assertThat(header.fieldNames())
        .toIterable()
        .containsExactly("typ", "alg", "kid", "htm", "htu", "iat", "jti");
    assertThat(header.required("kid").asText()).isEqualTo("alice.example#1");
    assertThat(header.required("htm").asText()).isEqualTo(METHOD);
    assertThat(header.required("htu").asText()).isEqualTo(CLAIMS.toString());
    assertThat(header.required("iat").asLong()).isEqualTo(AT.getEpochSecond());
    assertThat(header.required("jti").asText()).matches("[A-Za-z0-9_-]{22}");
  }

  @Test
  void drawsAnotherJtiForEachRequest() throws MalformedException {
    RequestSigner signer =
        new RequestSigner(address(), StatementDraft.identity(1), new SecureRandom());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      JsonNode body = json(signer.sign(METHOD, CLAIMS, new byte[0], AT));
      byte[] header = Base64.getUrlDecoder().decode(body.required("protected").asText());
      seen.add(json(header).required("jti").asText());
    }

    assertThat(seen).hasSize(100);
  }

  private static byte[] signed(IdentityKeyPair pair, String payload) throws MalformedException {
    return new RequestSigner(address(), pair, new SecureRandom())
        .sign(METHOD, CLAIMS, payload.getBytes(StandardCharsets.UTF_8), AT.plusMillis(999));
  }

  private static DeviceAddress address() throws MalformedException {
    return DeviceAddress.parse("alice.example#1", NamePolicy.PUBLIC);
  }

  private static JsonNode json(byte[] utf8) {
    return Docs.parse(new String(utf8, StandardCharsets.UTF_8));
  }
}
