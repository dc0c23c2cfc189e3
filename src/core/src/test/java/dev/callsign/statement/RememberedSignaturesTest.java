package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.testing.StatementDraft;
import dev.callsign.x509.SignatureChecks;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever remembers which signatures held says the same as who computes them all. */
class RememberedSignaturesTest {

  private static Set<String> held(String compact) {
    SignatureChecks checks = SignatureChecks.all();
    Alice.believed(Alice.verify(compact, checks));
    return checks.held();
  }

  @Test
  void aStatementHoldsByTheSignaturesOfItsChainAndItsOwn() {
    assertThat(held(Alice.statement().sign())).hasSize(3);
  }

  @Test
  void theSecondVerdictIsTheFirst() {
    String compact = Alice.statement().sign();
    SignatureChecks remembering = new SignatureChecks(held(compact));

    assertThat(Alice.verify(compact, remembering).findings())
        .isEqualTo(Alice.verify(compact).findings());
    assertThat(remembering.held()).isEqualTo(held(compact));
  }

  static Stream<Lie> lies() {
    return Stream.concat(StatementSignatureTest.ecdsa(), StatementSignatureTest.rsa());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void noLieGainsByWhatIsRemembered(Lie lie) {
    SignatureChecks checks = new SignatureChecks(held(Alice.statement().sign()));

    assertThat(Alice.failures(Alice.verify(lie.compact(), checks))).contains(lie.slug());
  }

  @Test
  void theSignatureOfAStatementIsNotThatOfAnother() {
    StatementDraft other = Alice.statement().payload(p -> p.put("seq", 7));
    Set<String> first = held(Alice.statement().sign());
    Set<String> second = held(other.sign());

    assertThat(second).isNotEqualTo(first).containsAnyElementsOf(first); // the chain is the same
  }
}
