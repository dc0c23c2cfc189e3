package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JDK's X25519 and {@link IdentityKey#decode} against the X25519 vectors of Project Wycheproof.
 *
 * <p>The JDK must agree on the secret of every case, and on none where that is zero. An identity
 * key is every u of the suite but those of {@link Answer#NOT_CANONICAL} and {@link
 * Answer#SMALL_ORDER}; the suite leaves both to each implementation.
 *
 * <p>{@code -Dwycheproof.x25519=PATH} takes another edition.
 */
class WycheproofX25519Test {

  private static final Map<Integer, Answer> ANSWERS = new TreeMap<>();

  /** What an identity key of the case's u is. */
  private enum Answer {
    /** One like any other. */
    ACCEPTED,
    /** One that signs nothing: u is on the twist, where X25519 is as safe (RFC 7748 §7). */
    TWIST,
    /** None: u is not below p. Agreement reduces it; identity keys have one encoding each. */
    NOT_CANONICAL,
    /** None: whoever agrees with it gets zero. */
    SMALL_ORDER,
    /** Something that this test does not expect. */
    UNEXPLAINED
  }

  static List<JsonNode> cases() {
    return Wycheproof.cases("x25519");
  }

  @AfterAll
  static void sayHowMany() {
    Map<Answer, Integer> counts = new EnumMap<>(Answer.class);
    ANSWERS.values().forEach(answer -> counts.merge(answer, 1, Integer::sum));
    System.out.println("wycheproof x25519: " + counts);
    System.out.println(
        "wycheproof x25519: "
            + ANSWERS.size()
            + " cases, "
            + counts.getOrDefault(Answer.UNEXPLAINED, 0)
            + " unexplained");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("cases")
  void agreesAsTheSuiteAsksAndTakesNoOtherKeyThanItSays(JsonNode one) throws Exception {
    Answer answer = judge(one);
    ANSWERS.put(one.required("tcId").asInt(), answer);

    assertThat(answer).as(one.toString()).isNotEqualTo(Answer.UNEXPLAINED);
  }

  private static Answer judge(JsonNode one) throws GeneralSecurityException {
    byte[] encoded = Wycheproof.bytes(one, "public");
    BigInteger u = Wycheproof.fromLittleEndian(encoded);
    String shared = one.required("shared").asText();
    boolean zero = shared.matches("0+");
    if (!agreement(one, u).equals(zero ? Optional.empty() : Optional.of(shared))) {
      return Answer.UNEXPLAINED;
    }
    Answer expected = Answer.ACCEPTED;
    if (zero || isFlagged(one, "LowOrderPublic")) {
      expected = Answer.SMALL_ORDER;
    } else if (u.compareTo(Wycheproof.P) >= 0 || isFlagged(one, "NonCanonicalPublic")) {
      expected = Answer.NOT_CANONICAL;
    } else if (isFlagged(one, "Twist")) {
      expected = Answer.TWIST;
    }
    boolean key = expected == Answer.ACCEPTED || expected == Answer.TWIST;
    return isIdentityKey(encoded) == key ? expected : Answer.UNEXPLAINED;
  }

  /** What both sides get, as hex, or empty when the JDK refuses the public key. */
  private static Optional<String> agreement(JsonNode one, BigInteger u)
      throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(
        keys.generatePrivate(
            new XECPrivateKeySpec(NamedParameterSpec.X25519, Wycheproof.bytes(one, "private"))));
    try {
      // Bit 255 is not part of u (RFC 7748 §5), and to leave it out is the caller's job.
      agreement.doPhase(
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u.clearBit(255))),
          true);
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
    return Optional.of(HexFormat.of().formatHex(agreement.generateSecret()));
  }

  private static boolean isIdentityKey(byte[] u) {
    try {
      IdentityKey.decode(Wycheproof.identityKey(u));
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean isFlagged(JsonNode one, String flag) {
    return StreamSupport.stream(one.required("flags").spliterator(), false)
        .anyMatch(text -> text.asText().equals(flag));
  }
}
