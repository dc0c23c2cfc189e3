package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.report.Finding;
import dev.callsign.request.RequestVerdict;
import dev.callsign.request.RequestVerifier;
import dev.callsign.request.SignedRequest;
import dev.callsign.testing.Docs;
import dev.callsign.testing.StatementDraft;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The input is the body of a {@code POST} to {@link #CLAIMS} at {@link #AT}. Device 1 of {@code
 * alice.example} has identity key pair 1; nobody else is known.
 */
final class RequestFuzz implements FuzzTarget {

  static final Instant AT = Instant.ofEpochSecond(1_790_000_000);
  static final URI CLAIMS =
      URI.create("https://directory.example/v1/callsigns/bob.example/devices/2/claims");

  private final IdentityKey device = StatementDraft.identity(1).identityKey();
  private final RequestVerifier verifier =
      new RequestVerifier(
          NamePolicy.PUBLIC,
          address ->
              address.toString().equals("alice.example#1")
                  ? Optional.of(device)
                  : Optional.empty());

  @Override
  public boolean accepts(byte[] input) {
    RequestVerdict verdict = verifier.verify(input, "POST", CLAIMS, AT);
    RequestVerdict again = verifier.verify(input, "POST", CLAIMS, AT);

    return switch (verdict) {
      case RequestVerdict.Unreadable unreadable -> {
        assertThat(again).isEqualTo(unreadable);
        assertThat(unreadable.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
        yield false;
      }
      case RequestVerdict.Refused refused -> {
        assertThat(again).isEqualTo(refused);
        assertThat(refused.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
        yield false;
      }
      case RequestVerdict.UnknownDevice unknown -> {
        assertThat(again).isEqualTo(unknown);
        assertThat(unknown.device().toString()).isNotEqualTo("alice.example#1");
        yield false;
      }
      case RequestVerdict.Verified verified -> {
        saysWhatAnyReaderReads(verified.request(), input);
        isOnlyForHereAndNow(input);
        yield true;
      }
    };
  }

  /** Read once more as others read it: with a JSON parser that takes what comes. */
  private void saysWhatAnyReaderReads(SignedRequest request, byte[] input) {
    JsonNode body = Docs.parse(new String(input, StandardCharsets.UTF_8));
    byte[] header = Base64.getUrlDecoder().decode(body.required("protected").asText());
    JsonNode read = Docs.parse(new String(header, StandardCharsets.UTF_8));
    assertThat(read.required("kid").asText()).isEqualTo(request.device().toString());
    assertThat(read.required("jti").asText()).isEqualTo(request.jti());
    assertThat(read.required("htu").asText()).isEqualTo(CLAIMS.toString());
    assertThat(read.required("alg").asText()).isEqualTo("EdDSA");
    assertThat(Base64.getUrlDecoder().decode(body.required("payload").asText()))
        .isEqualTo(request.payload());
    assertThat(Duration.between(request.issuedAt(), AT).abs())
        .isLessThanOrEqualTo(RequestVerifier.MAX_CLOCK_SKEW);
  }

  private void isOnlyForHereAndNow(byte[] input) {
    assertThat(verifier.verify(input, "PUT", CLAIMS, AT))
        .isInstanceOf(RequestVerdict.Refused.class);
    assertThat(verifier.verify(input, "POST", CLAIMS.resolve("/"), AT))
        .isInstanceOf(RequestVerdict.Refused.class);
    assertThat(verifier.verify(input, "POST", CLAIMS, AT.plusSeconds(121)))
        .isInstanceOf(RequestVerdict.Refused.class);
  }
}
