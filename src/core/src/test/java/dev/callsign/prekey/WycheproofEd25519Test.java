package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures by identity keys against the Ed25519 vectors of Project Wycheproof.
 *
 * <p>Each Edwards key becomes the identity key with u = (1 + y) / (1 - y), and its sign goes to bit
 * 7 of byte 63 of the signature, where libsignal's variant has it.
 *
 * <p>{@code -Dwycheproof.ed25519=PATH} takes another edition.
 */
class WycheproofEd25519Test {

  private static final List<JsonNode> CASES = Wycheproof.cases("ed25519");
  private static final Map<Integer, Verdict> VERDICTS = new TreeMap<>();

  /** How a case was answered. */
  private enum Verdict {
    /** As the suite asks. */
    AS_ASKED,
    /**
     * Bit 7 of byte 63 is a bit of s to the suite, so s is out of range. To us it is the sign of
     * the key, and what is left is a signature that the suite itself calls valid.
     */
    SIGN_BIT,
    /** Neither. */
    UNEXPLAINED
  }

  static List<JsonNode> cases() {
    return CASES;
  }

  static List<JsonNode> valid() {
    return CASES.stream().filter(WycheproofEd25519Test::isValid).toList();
  }

  @AfterAll
  static void sayHowMany() {
    System.out.println(
        "wycheproof ed25519: the sign bit explains "
            + VERDICTS.values().stream().filter(Verdict.SIGN_BIT::equals).count());
    System.out.println(
        "wycheproof ed25519: "
            + VERDICTS.size()
            + " cases, "
            + VERDICTS.values().stream().filter(Verdict.UNEXPLAINED::equals).count()
            + " unexplained");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("cases")
  void answersAsTheSuiteAsksOrSaysWhyNot(JsonNode one) throws MalformedException {
    Verdict verdict = judge(one);
    VERDICTS.put(one.required("tcId").asInt(), verdict);

    assertThat(verdict).as(one.toString()).isNotEqualTo(Verdict.UNEXPLAINED);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("valid")
  void refusesAValidSignatureWithTheOtherSign(JsonNode one) throws MalformedException {
    byte[] signature = Wycheproof.bytes(one, "sig");
    signature[63] ^= (byte) (isOdd(one) ? 0 : 0x80);

    assertThat(verifies(one, signature)).isFalse();
  }

  /** Case 151 of a later edition: only y = 1 has x = 0, and 0 has no sign (RFC 8032 §5.1.3). */
  @Test
  void refusesANeutralPointWithASign() throws MalformedException {
    byte[] u =
        u(
            HexFormat.of()
                .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    byte[] signature =
        HexFormat.of()
            .parseHex(
                "0100000000000000000000000000000000000000000000000000000000000080"
                    + "c803ee1f2342aa96ff698a393d1ab5e66f3eda101d6d120b394c3fd32c117d0a");
    byte[] message = HexFormat.of().parseHex("313233343030");

    assertThat(
            IdentityKey.decode(Wycheproof.identityKey(u))
                .verifies(message, IdentitySignature.decode(signature)))
        .isFalse();
  }

  private static Verdict judge(JsonNode one) throws MalformedException {
    byte[] signature = Wycheproof.bytes(one, "sig");
    if (signature.length != IdentitySignature.LENGTH_BYTES) {
      return isDecoded(signature) || isValid(one) ? Verdict.UNEXPLAINED : Verdict.AS_ASKED;
    }
    if ((signature[63] & 0x80) == 0) {
      signature[63] |= (byte) (isOdd(one) ? 0x80 : 0);
      return verifies(one, signature) == isValid(one) ? Verdict.AS_ASKED : Verdict.UNEXPLAINED;
    }
    boolean verified = verifies(one, signature);
    signature[63] &= 0x7f;
    if (verified != (isOdd(one) && isValid(one, signature))) {
      return Verdict.UNEXPLAINED;
    }
    return verified == isValid(one) ? Verdict.AS_ASKED : Verdict.SIGN_BIT;
  }

  private static boolean isDecoded(byte[] signature) {
    try {
      IdentitySignature.decode(signature);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean verifies(JsonNode one, byte[] signature) throws MalformedException {
    return IdentityKey.decode(Wycheproof.identityKey(u(Wycheproof.bytes(one, "pk"))))
        .verifies(Wycheproof.bytes(one, "msg"), IdentitySignature.decode(signature));
  }

  private static boolean isValid(JsonNode one) {
    return one.required("result").asText().equals("valid");
  }

  /** Whether the suite calls this signature of the same message under the same key valid. */
  private static boolean isValid(JsonNode one, byte[] signature) {
    String hex = HexFormat.of().formatHex(signature);
    return valid().stream()
        .anyMatch(
            other ->
                other.required("sig").asText().equals(hex)
                    && other.required("msg").equals(one.required("msg"))
                    && other.required("pk").equals(one.required("pk")));
  }

  /** Whether x of the Edwards key is odd. */
  private static boolean isOdd(JsonNode one) {
    return (Wycheproof.bytes(one, "pk")[31] & 0x80) != 0;
  }

  private static byte[] u(byte[] edwards) {
    BigInteger y = Wycheproof.fromLittleEndian(edwards).clearBit(255);
    BigInteger one = BigInteger.ONE;
    return Wycheproof.toLittleEndian(
        one.add(y).multiply(one.subtract(y).modInverse(Wycheproof.P)).mod(Wycheproof.P));
  }
}
