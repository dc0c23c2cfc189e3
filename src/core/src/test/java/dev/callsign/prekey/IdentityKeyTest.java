package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.Docs;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Identity keys and signatures that docs/vectors/prekey/generate.py made in plain Python. */
class IdentityKeyTest {

  private static final JsonNode VECTORS = Docs.vectors("prekey/identity-keys.json");

  static Stream<JsonNode> signatures() {
    return rows("xeddsa");
  }

  static Stream<JsonNode> forged() {
    return rows("forged");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource
  void signatures(JsonNode row) throws MalformedException {
    assertThat(verifies(row)).isTrue();
  }

  @Test
  void theVectorsCoverBothSignsOfTheEdwardsKey() {
    assertThat(signatures().map(row -> row.get("sign").asInt())).contains(0, 1);
    assertThat(signatures().map(row -> (signature(row)[63] & 0x80) >> 7)).contains(0, 1);
  }

  @Test
  void verifiesTheSignatureThatTheForgeriesAreMadeOf() throws MalformedException {
    assertThat(verifies(VECTORS.get("unforged"))).isTrue();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource
  void forged(JsonNode row) throws MalformedException {
    assertThat(verifies(row)).as(row.get("why").asText()).isFalse();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("signatures")
  void verifiesUnderNoOtherKeyOfTheVectors(JsonNode row) throws MalformedException {
    IdentitySignature signature = IdentitySignature.decode(signature(row));
    for (JsonNode other : signatures().filter(candidate -> !candidate.equals(row)).toList()) {
      assertThat(key(other).verifies(message(row), signature)).isFalse();
    }
  }

  @Test
  void keepsItsBytes() throws MalformedException {
    JsonNode row = VECTORS.get("unforged");
    byte[] bytes = Base64.getUrlDecoder().decode(row.get("identity_key").asText());
    IdentityKey key = IdentityKey.decode(bytes);

    assertThat(key.encode()).isEqualTo(bytes).startsWith(IdentityKey.TYPE_DJB);
    assertThat(key.uCoordinate()).isEqualTo(Arrays.copyOfRange(bytes, 1, 33));
    assertThat(key.toBase64Url()).isEqualTo(row.get("identity_key").asText());
    assertThat(key)
        .isEqualTo(IdentityKey.decode(bytes))
        .hasSameHashCodeAs(IdentityKey.decode(bytes));
    assertThat(key).isNotEqualTo(key(VECTORS.get("xeddsa").get(1)));
  }

  @Test
  void doesNotChangeWithTheArraysItCameFromOrGave() throws MalformedException {
    IdentityKey key = key(VECTORS.get("unforged"));
    byte[] bytes = key.encode();
    IdentityKey copy = IdentityKey.decode(bytes);
    bytes[7] ^= 1;
    copy.encode()[7] ^= 1;
    copy.uCoordinate()[7] ^= 1;

    assertThat(copy).isEqualTo(key);
  }

  /** The points of order 1, 2, 4 and 8, on the curve and on its twist (cr.yp.to/ecdh.html). */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 0000000000000000000000000000000000000000000000000000000000000000",
    "1, 0100000000000000000000000000000000000000000000000000000000000000",
    "order 8, e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "order 8, 5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p - 1, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  })
  void refusesPointsOfSmallOrder(String why, String u) {
    assertThat(refusal("05" + u)).as(why).hasMessageContaining("small order");
  }

  /**
   * The same residues in spellings that are not canonical, and others (RFC 7748 §5 masks bit 255).
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "p, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 1, eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 9, f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "2^255 - 1, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0 with bit 255, 0000000000000000000000000000000000000000000000000000000000000080",
    "1 with bit 255, 0100000000000000000000000000000000000000000000000000000000000080",
    "order 8 with bit 255, e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
    "order 8 with bit 255, 5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
    "p - 1 with bit 255, ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "9 with bit 255, 0900000000000000000000000000000000000000000000000000000000000080",
    "2^256 - 1, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  })
  void refusesCoordinatesThatAreNotCanonical(String why, String u) {
    assertThat(refusal("05" + u)).as(why).hasMessageContaining("below 2^255 - 19");
  }

  @Test
  void acceptsTheBasePointAndTheGreatestCoordinateThatIsNotOfSmallOrder()
      throws MalformedException {
    byte[] nine = new byte[IdentityKey.LENGTH_BYTES];
    nine[0] = IdentityKey.TYPE_DJB;
    nine[1] = 9;
    byte[] pMinus2 = HexFormat.of().parseHex("05eb" + "ff".repeat(30) + "7f");

    assertThat(IdentityKey.decode(nine).uCoordinate()).startsWith(9, 0);
    assertThat(IdentityKey.decode(pMinus2).encode()).isEqualTo(pMinus2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, ''",
    "the bare u-coordinate, 0900000000000000000000000000000000000000000000000000000000000000",
    "one byte less, 0509000000000000000000000000000000000000000000000000000000000000",
    "one byte more, 05090000000000000000000000000000000000000000000000000000000000000000",
    "type of Kyber, 080900000000000000000000000000000000000000000000000000000000000000",
    "type 0x85, 850900000000000000000000000000000000000000000000000000000000000000",
  })
  void refusesOtherLengthsAndTypes(String why, String hex) {
    assertThat(refusal(hex)).as(why).hasMessageContaining("33 bytes");
  }

  private static MalformedException refusal(String hex) {
    MalformedException e =
        catchThrowableOfType(
            MalformedException.class, () -> IdentityKey.decode(HexFormat.of().parseHex(hex)));
    assertThat(e).as("refusal of %s", hex).isNotNull();
    assertThat(e.slug()).isEqualTo(Slug.STATEMENT_DEVICE_KEY);
    return e;
  }

  private static boolean verifies(JsonNode row) throws MalformedException {
    return key(row).verifies(message(row), IdentitySignature.decode(signature(row)));
  }

  private static IdentityKey key(JsonNode row) throws MalformedException {
    return IdentityKey.decode(Base64.getUrlDecoder().decode(row.get("identity_key").asText()));
  }

  private static byte[] message(JsonNode row) {
    return HexFormat.of().parseHex(row.get("message").asText());
  }

  private static byte[] signature(JsonNode row) {
    return Base64.getUrlDecoder().decode(row.get("signature").asText());
  }

  private static Stream<JsonNode> rows(String member) {
    return StreamSupport.stream(VECTORS.get(member).spliterator(), false);
  }
}
