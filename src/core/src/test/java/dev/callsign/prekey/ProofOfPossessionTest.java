package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The signed bytes, against Python's json (sorted, no spaces) and hashlib. */
class ProofOfPossessionTest {

  private static final HexFormat HEX = HexFormat.of();

  static Stream<JsonNode> proofs() {
    JsonNode rows = Docs.vectors("prekey/identity-keys.json").get("proofs");
    return StreamSupport.stream(rows.spliterator(), false);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("proofs")
  void signsTheCanonicalDocumentUnderItsContext(JsonNode row) throws MalformedException {
    byte[] message = message(row);

    assertThat(HEX.formatHex(message)).isEqualTo(row.get("message").asText());
    assertThat(message).hasSize(48);
    assertThat(new String(message, 0, 16, StandardCharsets.US_ASCII))
        .isEqualTo("callsign-pop-v1\0");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("proofs")
  void isTheSignatureThatPythonMakes(JsonNode row) throws MalformedException {
    IdentityKeyPair pair = IdentityKeyPair.fromSeed(HEX.parseHex(row.get("seed").asText()));

    IdentitySignature proof = pair.sign(message(row));

    assertThat(pair.identityKey()).isEqualTo(key(row));
    assertThat(proof.toBase64Url()).isEqualTo(row.get("proof").asText());
    assertThat(key(row).verifies(message(row), proof)).isTrue();
  }

  private static byte[] message(JsonNode row) throws MalformedException {
    return ProofOfPossession.message(
        row.get("sub").asText(),
        row.get("id").asInt(),
        row.get("registration_id").asInt(),
        key(row));
  }

  private static IdentityKey key(JsonNode row) throws MalformedException {
    return IdentityKey.decode(Base64.getUrlDecoder().decode(row.get("identity_key").asText()));
  }
}
