package dev.callsign.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys of directories, against RFC 8037 Appendix A. */
class DirectoryKeyTest {

  private static final String JWK =
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Rfc8037.X + "\"}";

  /** RFC 8037 A.4 and A.5. */
  private static final String INPUT = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";

  private static final byte[] SIGNATURE =
      Base64.getUrlDecoder()
          .decode(
              "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");

  @Test
  void isNamedByItsThumbprint() {
    assertThat(Rfc8037.key().kid()).isEqualTo(Rfc8037.KID);
    assertThat(Rfc8037.key()).hasToString(Rfc8037.KID);
  }

  @Test
  void isWrittenAsAJwk() {
    assertThat(Rfc8037.key().jwk())
        .containsEntry("kty", "OKP")
        .containsEntry("crv", "Ed25519")
        .containsEntry("x", Rfc8037.X)
        .containsEntry("kid", Rfc8037.KID)
        .containsEntry("use", "sig")
        .containsEntry("alg", "EdDSA")
        .hasSize(6);
  }

  @Test
  void verifiesTheSignatureOfTheRfcAndNoOther() {
    byte[] message = INPUT.getBytes(StandardCharsets.US_ASCII);
    byte[] bent = SIGNATURE.clone();
    bent[40] ^= 1;

    assertThat(Rfc8037.key().verifies(message, SIGNATURE)).isTrue();
    assertThat(Rfc8037.key().verifies(new byte[0], SIGNATURE)).isFalse();
    assertThat(Rfc8037.key().verifies(message, bent)).isFalse();
    assertThat(Rfc8037.key().verifies(message, Arrays.copyOf(SIGNATURE, 63))).isFalse();
    assertThat(Rfc8037.key().verifies(message, Arrays.copyOf(SIGNATURE, 65))).isFalse();
    assertThat(Rfc8037.key().verifies(message, new byte[0])).isFalse();
  }

  /**
   * Under a key of small order anybody signs everything; one with a part of small order has two
   * kids. Points from RFC 8032 §5.1 and, the last, the base point plus one of order 8.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "order 1, 0100000000000000000000000000000000000000000000000000000000000000",
    "order 2, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4, 0000000000000000000000000000000000000000000000000000000000000000",
    "order 4, 0000000000000000000000000000000000000000000000000000000000000080",
    "order 8, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8, 26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "y = p, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "y = p + 1, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "x = 0 with its sign, 0100000000000000000000000000000000000000000000000000000000000080",
    "off the curve, 0200000000000000000000000000000000000000000000000000000000000000",
    "mixed order, da99e28ba529cdde35a25fba9059e78ecaee239f99755b9b1aa4f65df00803e2",
    "31 bytes, d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
    "33 bytes, d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00",
    "nothing, ''",
  })
  void isNoPointUnderWhichOthersCouldSign(String why, String hex) {
    refusal(() -> DirectoryKey.decode(HexFormat.of().parseHex(hex)));
  }

  @Test
  void acceptsTheBasePoint() throws MalformedException {
    byte[] base = HexFormat.of().parseHex("58" + "66".repeat(31));

    assertThat(DirectoryKey.decode(base).encode()).isEqualTo(base);
  }

  @Test
  void doesNotChangeWithTheArraysItCameFromOrGave() throws MalformedException {
    byte[] bytes = Rfc8037.key().encode();
    DirectoryKey key = DirectoryKey.decode(bytes);
    bytes[3] ^= 1;
    key.encode()[3] ^= 1;

    assertThat(key).isEqualTo(Rfc8037.key()).hasSameHashCodeAs(Rfc8037.key());
    assertThat(key).isNotEqualTo(DirectoryKeyPair.fromSeed(new byte[32]).key());
  }

  @Test
  void isReadFromTheJwkOfTheRfcWithWhateverElseStandsThere() throws MalformedException {
    for (String jwk :
        List.of(
            JWK,
            JWK.replace("}", ",\"kid\":\"" + Rfc8037.KID + "\",\"use\":\"sig\"}"),
            JWK.replace("}", ",\"alg\":\"EdDSA\",\"key_ops\":[\"verify\"],\"exp\":1}"))) {
      assertThat(DirectoryKey.parseJwk(jwk.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(Rfc8037.key());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"kty\":\"OKP\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":null}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":[\"" + Rfc8037.X + "\"]}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Rfc8037.X + "=\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + Rfc8037.X + "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"ed25519\",\"x\":\"" + Rfc8037.X + "\"}",
        "{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"" + Rfc8037.X + "\"}",
        "{\"kty\":\"OKP\",\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Rfc8037.X + "\"}",
      })
  void isNotReadFromAnythingElse(String jwk) {
    refusal(() -> DirectoryKey.parseJwk(jwk.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"d," + Rfc8037.D, "use,enc", "alg,ES256", "kid,phone"})
  void isNotReadWhereAMemberContradictsIt(String member, String value) {
    String jwk = JWK.replace("}", ",\"" + member + "\":\"" + value + "\"}");

    MalformedException e =
        refusal(() -> DirectoryKey.parseJwk(jwk.getBytes(StandardCharsets.UTF_8)));

    assertThat(e.detail()).doesNotContain(Rfc8037.D);
  }

  @Test
  void isReadFromASetAmongKeysOfOtherKinds() throws MalformedException {
    String x25519 = JWK.replace("Ed25519", "X25519");
    String p256 = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}";
    String rsa = "{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}";
    String document =
        "{\"version\":1,\"keys\":[%s,%s,%s,%s],\"limits\":{}}".formatted(x25519, p256, rsa, JWK);

    assertThat(DirectoryKey.parseKeys(document.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(Rfc8037.key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[1]}",
        "{\"keys\":[{}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}]}",
      })
  void isNotReadFromAnotherDocument(String document) {
    refusal(() -> DirectoryKey.parseKeys(document.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isNotReadFromASetWithoutEnd() {
    String document = "{\"keys\":[" + JWK + ("," + JWK).repeat(100) + "]}";

    refusal(() -> DirectoryKey.parseKeys(document.getBytes(StandardCharsets.UTF_8)));
  }

  private static MalformedException refusal(ThrowingCallable parse) {
    MalformedException e = catchThrowableOfType(MalformedException.class, parse);
    assertThat(e).isNotNull();
    assertThat(e.slug()).isEqualTo(Slug.BAD_DIRECTORY_KEY);
    return e;
  }
}
