package dev.callsign.ct;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Verdict;
import dev.callsign.testing.Docs;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates with SCTs that docs/vectors/ct/generate.py made with Python and OpenSSL. */
class SctVectorsTest {

  private static final JsonNode VECTORS = Docs.vectors("ct/scts.json");
  private static final Instant AT = Instant.ofEpochSecond(VECTORS.required("at").asLong());
  private static final LogList LOGS = LogList.parse(VECTORS.required("log_list").toString());
  private static final X509Certificate ISSUER = certificate(VECTORS.required("issuer"));

  record Vector(String what, X509Certificate leaf, String tbsSha256, List<String> findings) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Vector> vectors() {
    return VECTORS
        .required("certificates")
        .valueStream()
        .map(
            row ->
                new Vector(
                    row.required("what").asText(),
                    certificate(row.required("leaf")),
                    row.required("tbs_sha256").asText(),
                    row.required("findings").valueStream().map(JsonNode::asText).toList()));
  }

  private static Vector vector(String what) {
    return vectors().filter(vector -> vector.what().equals(what)).findFirst().orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void areJudgedAsTheirMakerMeantThem(Vector vector) {
    assertThat(findings(vector, Mode.ENFORCE)).isEqualTo(vector.findings());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void refuseNothingWhereTheyAreEvidenceOnly(Vector vector) {
    assertThat(findings(vector, Mode.EVIDENCE))
        .isEqualTo(vector.findings().stream().map(f -> f.replace("fail", "warn")).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void areSkippedWhereTheStepIsOff(Vector vector) {
    assertThat(findings(vector, Mode.OFF)).containsExactly("skip");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void leadBackToThePrecertificate(Vector vector) throws MalformedException {
    Precertificate precertificate = Precertificate.of(vector.leaf(), ISSUER);

    assertThat(Fingerprint.sha256Hex(precertificate.tbsCertificate()))
        .isEqualTo(vector.tbsSha256());
    assertThat(HexFormat.of().formatHex(precertificate.issuerKeyHash()))
        .isEqualTo(VECTORS.required("issuer_key_hash").asText());
  }

  @Test
  void doNotVerifyBelowAnotherIssuer() {
    X509Certificate leaf = vector("two logs of two operators").leaf();

    assertThat(SctVerifier.check(leaf, leaf, new CtPolicy(Mode.ENFORCE, LOGS), AT))
        .extracting(finding -> text(finding))
        .containsExactly("fail ct-bad-sct", "warn ct-too-few");
  }

  @Test
  void cannotBeJudgedWhereNobodyKnowsTheIssuer() {
    assertThat(check("two logs of two operators", null)).containsExactly("skip");
    assertThat(check("no list", null)).containsExactly("fail ct-missing");
    assertThat(check("a list cut off", null)).containsExactly("fail ct-bad-sct");
  }

  @Test
  void passWithTheNamesOfTheLogs() {
    List<Finding> findings =
        SctVerifier.check(
            vector("two logs of two operators").leaf(),
            ISSUER,
            new CtPolicy(Mode.ENFORCE, LOGS),
            AT);

    assertThat(findings)
        .extracting(Finding::seen)
        .containsExactly("Green 'One'; Tiles 'Three' (Blue) at index 549755813895");
  }

  private static List<String> check(String what, @Nullable X509Certificate issuer) {
    return SctVerifier.check(vector(what).leaf(), issuer, new CtPolicy(Mode.ENFORCE, LOGS), AT)
        .stream()
        .map(SctVectorsTest::text)
        .toList();
  }

  private static List<String> findings(Vector vector, Mode mode) {
    return SctVerifier.check(vector.leaf(), ISSUER, new CtPolicy(mode, LOGS), AT).stream()
        .map(SctVectorsTest::text)
        .toList();
  }

  /** Verdict and slug, as generate.py writes them. */
  private static String text(Finding finding) {
    String verdict = finding.verdict().text();
    return finding.slug() == null || finding.verdict() == Verdict.PASS
        ? verdict
        : verdict + " " + finding.slug().text();
  }

  private static X509Certificate certificate(JsonNode base64) {
    try {
      return CertificateChain.decode(List.of(Base64.getDecoder().decode(base64.asText()))).leaf();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
