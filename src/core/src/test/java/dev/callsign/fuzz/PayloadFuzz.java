package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Step;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestPolicy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The input is the payload of a statement, which its owner signs with a good key and a good chain:
 * what an owner can do to whoever reads his statement.
 */
final class PayloadFuzz implements FuzzTarget {

  private static final RecordedStatement RECORDED =
      new RecordedStatement(5, "A".repeat(43), "A".repeat(43), null);

  private final StatementVerifier verifier =
      new StatementVerifier(TestPolicy.chainsOf(FuzzWorld.ROOT.trustedAsShipped()));
  private final String header = header();

  @Override
  public boolean accepts(byte[] input) {
    String compact = sign(input);
    StatementVerdict verdict = verify(compact, null);

    Verdicts.areSound(verdict, new String(input, StandardCharsets.UTF_8));
    assertThat(verify(compact, null).findings()).isEqualTo(verdict.findings());
    assertThat(verdict.findings())
        .filteredOn(Finding::failed)
        .allMatch(f -> f.step() == Step.STATEMENT || f.step() == Step.FRESHNESS);
    if (verdict instanceof StatementVerdict.Verified verified) {
      Payloads.surviveWriting(compact, verified.statement().statement());
      followsWhatWasRecorded(compact, verified);
      return true;
    }
    return false;
  }

  /** A statement never goes back, whatever it says of itself. */
  private void followsWhatWasRecorded(String compact, StatementVerdict.Verified verified) {
    StatementVerdict again = verify(compact, RECORDED);
    Verdicts.areSound(again, compact);
    if (again instanceof StatementVerdict.Verified) {
      assertThat(verified.statement().statement().seq()).isGreaterThan(RECORDED.seq());
    }
    assertThat(verify(compact, RecordedStatement.of(verified.statement())))
        .isInstanceOf(StatementVerdict.Verified.class);
  }

  private StatementVerdict verify(String compact, @Nullable RecordedStatement recorded) {
    return verifier.verify(
        FuzzWorld.ALICE, compact, Observation.offline(recorded), TestAuthority.NOW);
  }

  private static String header() {
    String compact = StatementDraft.of(FuzzWorld.ALICE, "ES256", FuzzWorld.LEAF).sign();
    return compact.substring(0, compact.indexOf('.') + 1);
  }

  private String sign(byte[] payload) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed = header + base64.encodeToString(payload);
    try {
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(FuzzWorld.LEAF_KEYS.getPrivate());
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64.encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
