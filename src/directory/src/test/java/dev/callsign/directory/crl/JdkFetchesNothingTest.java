package dev.callsign.directory.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.LabResource;
import dev.callsign.directory.ListAuthority;
import dev.callsign.directory.ListHost;
import dev.callsign.report.Slug;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK could follow what certificates name, past every address rule: it must not. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class JdkFetchesNothingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.sun.security.enableCRLDP",
        "com.sun.security.enableAIAcaIssuers",
        "com.sun.net.ssl.checkRevocation"
      })
  void isNotTold(String property) {
    assertThat(Boolean.getBoolean(property)).isFalse();
  }

  @Test
  void asksNoResponder() {
    assertThat(Security.getProperty("ocsp.enable")).isIn(null, "false");
  }

  @Test
  void asksNobodyWhileAChainIsVerified() {
    Instant now = Instant.parse("2026-10-01T12:00:00Z");
    ListAuthority authority = new ListAuthority(now);
    try (ListHost host = new ListHost()) {
      X509Certificate leaf = authority.leaf(host.uri("1.crl"));
      CertificateChain chain = CertificateChain.of(List.of(leaf));
      TrustAnchors stranger = anchors(new ListAuthority(now));

      assertThat(slug(chain, anchors(authority), now)).isNull();
      assertThat(slug(chain, stranger, now)).isNotNull();
      assertThat(slug(chain, anchors(), now)).isEqualTo(Slug.CHAIN_INCOMPLETE);

      assertThat(host.requests()).isEmpty();
    }
  }

  private static TrustAnchors anchors(ListAuthority... authorities) {
    List<X509Certificate> added =
        List.of(authorities).stream().map(ListAuthority::certificate).toList();
    return new TrustAnchors(List.of(), added, List.of());
  }

  private static @Nullable Slug slug(CertificateChain chain, TrustAnchors anchors, Instant at) {
    return ChainVerifier.verify(chain, new TrustPolicy(anchors, Set.of()), at).finding().slug();
  }
}
