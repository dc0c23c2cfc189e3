package dev.callsign.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.testing.Docs;
import dev.callsign.x509.CertificateChain;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists that docs/vectors/crl/generate.py made with OpenSSL. */
class RevocationVectorsTest {

  private static final JsonNode VECTORS = Docs.vectors("crl/crls.json");
  private static final Instant AT = Instant.ofEpochSecond(VECTORS.required("at").asLong());

  record Vector(String what, JsonNode row) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Vector> vectors() {
    return VECTORS
        .required("lists")
        .valueStream()
        .map(row -> new Vector(row.required("what").asText(), row));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void vectors(Vector vector) throws MalformedException {
    JsonNode expected = vector.row().required("slug");

    Finding finding = check(vector.row());

    @Nullable Slug slug = finding.slug();
    assertThat(slug == null ? null : slug.text())
        .as(finding.seen())
        .isEqualTo(expected.isNull() ? null : expected.asText());
    assertThat(finding.failed()).isEqualTo(!expected.isNull());
  }

  @Test
  void tellsWhyAndWhenOpenSslRevoked() throws MalformedException {
    JsonNode row =
        vectors()
            .map(Vector::row)
            .filter(each -> each.required("slug").asText().equals("revoked"))
            .findFirst()
            .orElseThrow();

    assertThat(check(row).seen()).contains("2026-09-01T12:00:00Z").contains("keyCompromise");
  }

  private static Finding check(JsonNode row) throws MalformedException {
    JsonNode issuer = VECTORS.required("issuers").required(row.required("issuer").asText());
    Crl crl = Crl.decode(Base64.getDecoder().decode(row.required("crl").asText()));
    return RevocationVerifier.check(
        certificate(issuer.required("leaves").required(row.required("leaf").asText())),
        certificate(issuer.required("issuer")),
        false,
        new RevocationEvidence.Fetched(crl, AT),
        Mode.ENFORCE,
        AT);
  }

  private static X509Certificate certificate(JsonNode pem) throws MalformedException {
    return CertificateChain.parsePem(pem.asText()).leaf();
  }
}
