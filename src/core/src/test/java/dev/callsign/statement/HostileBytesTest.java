package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority.TestLeaf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody sends by accident: every one gets a verdict, none an exception. */
class HostileBytesTest {

  record Owner(String algorithm, TestLeaf leaf) {
    @Override
    public String toString() {
      return algorithm;
    }
  }

  static Stream<Owner> owners() {
    return Stream.of(new Owner("ES256", Alice.P256), new Owner("RS256", Alice.RSA));
  }

  /** Each byte of the leaf in turn, in a statement that the owner signs anew around it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("owners")
  void noLeafWithAByteFlippedIsBelieved(Owner owner) {
    byte[] leaf = owner.leaf().chain().encode().getFirst();
    for (int i = 0; i < leaf.length; i++) {
      for (int mask : new int[] {0x01, 0x80}) {
        byte[] flipped = leaf.clone();
        flipped[i] ^= (byte) mask;
        assertThat(Alice.verify(withLeaf(owner, flipped)))
            .as("byte %d with %02x", i, mask)
            .isInstanceOf(StatementVerdict.Rejected.class);
      }
    }
  }

  /** The same for its issuer. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("owners")
  void noIssuerWithAByteFlippedIsBelieved(Owner owner) {
    byte[] issuer = Alice.P256.chain().encode().get(1);
    String compact = StatementDraft.of(Alice.CALLSIGN, owner.algorithm(), owner.leaf()).sign();
    for (int i = 0; i < issuer.length; i++) {
      byte[] flipped = issuer.clone();
      flipped[i] ^= 1;
      assertThat(Alice.verify(replaced(owner, issuer, flipped)))
          .as("byte %d", i)
          .isInstanceOf(StatementVerdict.Rejected.class);
    }
    Alice.believed(Alice.verify(compact));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void noStatementWithCharactersReplacedIsBelieved(long seed) {
    Random random = new Random(seed);
    String good = Alice.statement().sign();
    String alphabet = "ABCabc019-_.=+/ \n{}\"\0é";
    for (int round = 0; round < 1_000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int change = 0; change <= random.nextInt(3); change++) {
        text.setCharAt(
            random.nextInt(good.length()), alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (!text.toString().equals(good)) {
        assertThat(Alice.verify(text.toString())).isInstanceOf(StatementVerdict.Rejected.class);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void noPayloadOfNoiseIsBelieved(long seed) {
    Random random = new Random(seed);
    byte[] payload = new byte[200];
    for (int round = 0; round < 200; round++) {
      random.nextBytes(payload);
      byte[] noise = Arrays.copyOf(payload, random.nextInt(payload.length));
      String text = new String(noise, StandardCharsets.ISO_8859_1);
      assertThat(Alice.verify(Alice.statement().payloadText(good -> text).sign()))
          .isInstanceOf(StatementVerdict.Rejected.class);
      assertThat(Alice.verify(text)).isInstanceOf(StatementVerdict.Rejected.class);
    }
  }

  private static String withLeaf(Owner owner, byte[] leaf) {
    return replaced(owner, owner.leaf().chain().encode().getFirst(), leaf);
  }

  private static String replaced(Owner owner, byte[] certificate, byte[] by) {
    return StatementDraft.of(Alice.CALLSIGN, owner.algorithm(), owner.leaf())
        .headerText(text -> text.replace(base64(certificate), base64(by)))
        .sign();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
