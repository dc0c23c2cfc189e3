package dev.callsign.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of x509-limbo about revocation lists.
 *
 * <p>Its leaves name no list and its lists no distribution point, which the policy asks for. So
 * each case is judged by everything else: the issuer's part of the scope, and the entries.
 */
class LimboCrlTest {

  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.required("id").asText();
    }

    boolean mustPass() {
      return json.required("expected_result").asText().equals("SUCCESS");
    }

    X509Certificate leaf() throws MalformedException {
      return CertificateChain.parsePem(json.required("peer_certificate").asText()).leaf();
    }

    X509Certificate issuer() throws MalformedException {
      return CertificateChain.parsePem(json.required("trusted_certs").required(0).asText()).leaf();
    }

    Crl crl() throws MalformedException {
      String pem = json.required("crls").required(0).asText();
      return Crl.decode(
          Base64.getMimeDecoder().decode(pem.replaceAll("-----(BEGIN|END) X509 CRL-----", "")));
    }

    Instant at() {
      return OffsetDateTime.parse(json.required("validation_time").asText()).toInstant();
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(LimboCrlTest.class.getResourceAsStream("/limbo-crl.json"))) {
      return new JsonMapper().readTree(json).required("testcases").valueStream().map(Case::new);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void judgesIssuerAndEntriesAsLimboDoes(Case limbo) throws MalformedException {
    Crl crl = limbo.crl();

    boolean usable = CrlScope.faultByIssuer(crl, limbo.issuer()).isEmpty();
    boolean listed = crl.find(limbo.leaf().getSerialNumber()).isPresent();

    assertThat(usable && !listed).isEqualTo(limbo.mustPass());
    assertThat(crl.isSignedBy(limbo.issuer().getPublicKey())).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void asksForTheDistributionPointThatLimboLeavesOut(Case limbo) throws MalformedException {
    Finding finding =
        RevocationVerifier.check(
            limbo.leaf(),
            limbo.issuer(),
            false,
            new RevocationEvidence.Fetched(limbo.crl(), limbo.at()),
            Mode.ENFORCE,
            limbo.at());

    assertThat(finding.slug()).isEqualTo(Slug.CRL_SCOPE);
    assertThat(finding.seen()).contains("names no list");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void asksAnOperatorsOwnAuthorityForNoListThatItDoesNotName(Case limbo) throws MalformedException {
    Finding finding =
        RevocationVerifier.check(
            limbo.leaf(),
            limbo.issuer(),
            true,
            new RevocationEvidence.Absent(),
            Mode.ENFORCE,
            limbo.at());

    assertThat(finding.verdict()).isEqualTo(Verdict.SKIP);
  }
}
