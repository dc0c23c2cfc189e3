package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import org.junit.jupiter.api.Test;

/** Statements read again by whoever verified or made them. */
class UnverifiedStatementTest {

  @Test
  void readsWhatTheVerifierReads() throws MalformedException {
    String compact = Alice.statement().sign();
    VerifiedStatement verified = Alice.believed(Alice.verify(compact));

    UnverifiedStatement read = UnverifiedStatement.parse(compact);

    assertThat(read.statement()).isEqualTo(verified.statement());
    assertThat(read.chain()).isEqualTo(verified.chain());
  }

  @Test
  void doesNotCheckTheSignature() throws MalformedException {
    String forged = Alice.statement().signature(Statements.flipLastBit()).sign();

    assertThat(UnverifiedStatement.parse(forged).statement().subject()).isEqualTo(Alice.CALLSIGN);
    assertThat(Alice.failures(Alice.verify(forged))).containsExactly(Slug.STATEMENT_SIGNATURE);
  }

  @Test
  void refusesWhatHasNotTheForm() {
    MalformedException noPayload =
        catchThrowableOfType(
            MalformedException.class,
            () ->
                UnverifiedStatement.parse(
                    Alice.statement().payload(payload -> payload.put("ver", 2)).sign()));
    MalformedException noJws =
        catchThrowableOfType(MalformedException.class, () -> UnverifiedStatement.parse("hello"));

    assertThat(noPayload.slug()).isEqualTo(Slug.STATEMENT_MALFORMED);
    assertThat(noJws.slug()).isEqualTo(Slug.STATEMENT_MALFORMED);
  }
}
