package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of identity keys as bytes. */
class IdentitySignatureTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65, 128})
  void refusesOtherLengths(int length) {
    MalformedException e =
        catchThrowableOfType(
            MalformedException.class, () -> IdentitySignature.decode(new byte[length]));

    assertThat(e.slug()).isEqualTo(Slug.STATEMENT_PROOF);
  }

  @Test
  void doesNotChangeWithTheArraysItCameFromOrGave() throws MalformedException {
    byte[] bytes = new byte[IdentitySignature.LENGTH_BYTES];
    IdentitySignature signature = IdentitySignature.decode(bytes);
    bytes[0] = 1;
    signature.encode()[1] = 1;

    assertThat(signature.encode()).containsOnly(0);
    assertThat(signature).hasToString("A".repeat(86));
    assertThat(signature).isNotEqualTo(IdentitySignature.decode(bytes));
  }
}
