package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.Docs;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Key pairs from seeds: the first three are those of RFC 8032 §7.1, all were computed by
 * docs/vectors/prekey/generate.py.
 */
class IdentityKeyPairTest {

  private static final HexFormat HEX = HexFormat.of();

  static Stream<JsonNode> seeds() {
    JsonNode rows = Docs.vectors("prekey/identity-keys.json").get("from_seed");
    return StreamSupport.stream(rows.spliterator(), false);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("seeds")
  void hasTheIdentityKeyOfItsSeed(JsonNode row) {
    assertThat(keyPair(row).identityKey().toBase64Url())
        .isEqualTo(row.get("identity_key").asText());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("seeds")
  void signsAsEd25519DoesAndAddsTheSign(JsonNode row) {
    byte[] message = HEX.parseHex(row.get("message").asText());

    IdentitySignature signature = keyPair(row).sign(message);

    assertThat(signature.toBase64Url()).isEqualTo(row.get("signature").asText());
    assertThat(keyPair(row).identityKey().verifies(message, signature)).isTrue();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("seeds")
  void comesBackFromItsEncoding(JsonNode row) throws MalformedException {
    IdentityKeyPair decoded = IdentityKeyPair.decode(keyPair(row).encode());

    assertThat(decoded.identityKey()).isEqualTo(keyPair(row).identityKey());
    assertThat(decoded.encode()).isEqualTo(keyPair(row).encode());
  }

  /** RFC 8410 §7: a fixed prefix of 16 bytes, then the seed. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("seeds")
  void encodesAsPkcs8(JsonNode row) {
    assertThat(HEX.formatHex(keyPair(row).encode()))
        .isEqualTo("302e020100300506032b657004220420" + row.get("seed").asText());
  }

  @Test
  void refusesOtherPrivateKeys() throws GeneralSecurityException {
    byte[] x25519 =
        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate().getEncoded();
    byte[] pkcs8 = keyPair(seeds().findFirst().orElseThrow()).encode();
    pkcs8[15] = 0x1f;

    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, x25519, pkcs8}) {
      MalformedException e =
          catchThrowableOfType(MalformedException.class, () -> IdentityKeyPair.decode(bytes));
      assertThat(e).as(HEX.formatHex(bytes)).isNotNull();
      assertThat(e.slug()).isEqualTo(Slug.STATEMENT_DEVICE_KEY);
    }
  }

  @Test
  void generatesFromTheRandomnessItIsGiven() throws GeneralSecurityException {
    SecureRandom first = SecureRandom.getInstance("SHA1PRNG");
    first.setSeed(1);
    SecureRandom second = SecureRandom.getInstance("SHA1PRNG");
    second.setSeed(1);

    IdentityKey key = IdentityKeyPair.generate(first).identityKey();

    assertThat(IdentityKeyPair.generate(second).identityKey()).isEqualTo(key);
    assertThat(IdentityKeyPair.generate(second).identityKey()).isNotEqualTo(key);
  }

  @Test
  void doesNotShowItsSeedAsText() {
    JsonNode row = seeds().findFirst().orElseThrow();

    assertThat(keyPair(row))
        .hasToString("IdentityKeyPair[" + row.get("identity_key").asText() + "]");
  }

  private static IdentityKeyPair keyPair(JsonNode row) {
    return IdentityKeyPair.fromSeed(HEX.parseHex(row.get("seed").asText()));
  }
}
