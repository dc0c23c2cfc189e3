package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Step;
import dev.callsign.statement.Observation;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.testing.TestPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** The input is a compact JWS as a host serves it. Accepted are the good ones of docs/vectors. */
final class StatementFuzz implements FuzzTarget {

  private final StatementVerifier verifier =
      new StatementVerifier(TestPolicy.chainsOf(FuzzWorld.vectorsTrust()));
  private final Instant at = FuzzWorld.vectorsAt();
  private final Set<String> signed =
      FuzzWorld.vectors().stream().map(StatementFuzz::signingInput).collect(Collectors.toSet());

  @Override
  public boolean accepts(byte[] input) {
    String compact = new String(input, StandardCharsets.ISO_8859_1); // as the directory reads it
    StatementVerdict verdict =
        verifier.verify(FuzzWorld.ALICE, compact, Observation.offline(null), at);

    Verdicts.areSound(verdict, compact);
    assertThat(verifier.verify(FuzzWorld.ALICE, compact, Observation.offline(null), at).findings())
        .isEqualTo(verdict.findings());
    if (verdict instanceof StatementVerdict.Verified verified) {
      assertThat(signed).as("what the owner signed").contains(signingInput(compact));
      assertThat(verified.statement().compact()).isEqualTo(compact);
      assertThat(verified.statement().encode()).isEqualTo(input);
    }
    boolean readable = isReadable(compact);
    assertThat(readable || verdict instanceof StatementVerdict.Rejected).isTrue();
    return verdict instanceof StatementVerdict.Verified;
  }

  private static boolean isReadable(String compact) {
    try {
      UnverifiedStatement read = UnverifiedStatement.parse(compact);
      Payloads.surviveWriting(compact, read.statement());
      return true;
    } catch (MalformedException e) {
      assertThat(e.slug().step()).isEqualTo(Step.STATEMENT);
      return false;
    }
  }

  private static String signingInput(String compact) {
    return compact.substring(0, compact.lastIndexOf('.'));
  }
}
