package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.testing.TestKeys;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is remembered of signatures, and what is not. */
class SignatureChecksTest {
  private static final PublicKey KEY = TestKeys.p256().getPublic();
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE = {1, 2, 3};

  private final SignatureChecks first = SignatureChecks.all();

  private static boolean neverComputed() {
    throw new AssertionError("computed though it is known");
  }

  private Set<String> known() {
    assertThat(first.holds("ES256", KEY, MESSAGE, SIGNATURE, () -> true)).isTrue();
    return first.held();
  }

  @Test
  void whatHeldIsNotComputedAgain() {
    SignatureChecks second = new SignatureChecks(known());

    assertThat(second.holds("ES256", KEY, MESSAGE, SIGNATURE, SignatureChecksTest::neverComputed))
        .isTrue();
    assertThat(second.held()).isEqualTo(first.held());
  }

  @Test
  void whatDidNotHoldIsComputedAgain() {
    assertThat(first.holds("ES256", KEY, MESSAGE, SIGNATURE, () -> false)).isFalse();
    assertThat(first.held()).isEmpty();
  }

  @Test
  void anotherAlgorithmKeyMessageOrSignatureIsAnotherOne() {
    SignatureChecks second = new SignatureChecks(known());
    byte[] other = {1, 2, 4};

    assertThat(second.holds("ES384", KEY, MESSAGE, SIGNATURE, () -> false)).isFalse();
    assertThat(second.holds("ES256", TestKeys.p256().getPublic(), MESSAGE, SIGNATURE, () -> false))
        .isFalse();
    assertThat(second.holds("ES256", KEY, other, SIGNATURE, () -> false)).isFalse();
    assertThat(second.holds("ES256", KEY, MESSAGE, other, () -> false)).isFalse();
  }

  @Test
  void bytesThatMoveFromMessageToSignatureAreNoticed() {
    SignatureChecks second = new SignatureChecks(known());
    byte[] shorter = "messag".getBytes(StandardCharsets.US_ASCII);
    byte[] longer = {'e', 1, 2, 3};

    assertThat(second.holds("ES256", KEY, shorter, longer, () -> false)).isFalse();
  }

  /** Computed with Python's hashlib over the same bytes: how it is kept shall not change. */
  @Test
  void theFingerprintIsTheHashOfAllOfIt() {
    PublicKey key = new FixedKey();

    first.holds("ES256", key, MESSAGE, SIGNATURE, () -> true);

    assertThat(first.held()).containsExactly("jkOpNQpvqW5aJ-RKa0WkXtnxlqsHdixbqmBj91_hc30");
  }

  private static final class FixedKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "none";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return "spki".getBytes(StandardCharsets.US_ASCII);
    }
  }
}
