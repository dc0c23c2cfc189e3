package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import dev.callsign.testing.TestPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements that docs/vectors/statement/generate.py made with Python and OpenSSL. */
class StatementVectorsTest {

  private static final JsonNode VECTORS = Docs.vectors("statement/statements.json");
  private static final Instant AT = Instant.ofEpochSecond(VECTORS.required("at").asLong());

  record Vector(String what, String compact, List<String> failures) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Vector> vectors() {
    return StreamSupport.stream(VECTORS.required("statements").spliterator(), false)
        .map(
            row ->
                new Vector(
                    row.required("what").asText(),
                    row.required("compact").asText(),
                    row.required("failures").valueStream().map(JsonNode::asText).toList()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void vectors(Vector vector) throws MalformedException {
    StatementVerdict verdict = verify(vector.compact());

    assertThat(Alice.failures(verdict).stream().map(slug -> slug.text()))
        .as(verdict.findings().toString())
        .isEqualTo(vector.failures());
    assertThat(verdict instanceof StatementVerdict.Verified).isEqualTo(vector.failures().isEmpty());
  }

  @Test
  void theSecondFollowsTheFirstAndAnnouncesTheNextKey() throws MalformedException {
    List<Vector> all = vectors().toList();

    VerifiedStatement first = Alice.believed(verify(all.get(0).compact()));
    VerifiedStatement second = Alice.believed(verify(all.get(1).compact()));
    VerifiedStatement byNextKey = Alice.believed(verify(all.get(2).compact()));

    assertThat(first.sha256()).isEqualTo(VECTORS.required("first_sha256").asText());
    assertThat(second.statement().prev()).isEqualTo(first.sha256());
    assertThat(second.statement().next()).isEqualTo(byNextKey.keySha256());
    assertThat(Grade.of(first.statement(), second)).isEqualTo(Grade.RECLAIMED);
    assertThat(Grade.of(second.statement(), byNextKey)).isEqualTo(Grade.RENEWED);
  }

  private static StatementVerdict verify(String compact) throws MalformedException {
    TrustAnchors root =
        new TrustAnchors(
            CertificateChain.parsePem(VECTORS.required("root").asText()).certificates(),
            List.of(),
            List.of());
    return new StatementVerifier(
            TestPolicy.chainsOf(new TrustPolicy(root, Set.of(TrustPolicy.LETS_ENCRYPT))))
        .verify(
            Alice.callsign(VECTORS.required("callsign").asText()),
            compact,
            Observation.offline(null),
            AT);
  }
}
