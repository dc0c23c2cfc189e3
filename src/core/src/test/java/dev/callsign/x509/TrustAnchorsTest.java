package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Verdict;
import dev.callsign.testing.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shipped as trust, and what only as a cache. */
class TrustAnchorsTest {

  /** As {@code openssl x509 -fingerprint -sha256 -noout} prints them, lower case, no colons. */
  private static final Map<String, String> ROOTS =
      Map.of(
          "CN=ISRG Root X1,O=Internet Security Research Group,C=US",
          "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6",
          "CN=ISRG Root X2,O=Internet Security Research Group,C=US",
          "69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470",
          "CN=Root YE,O=ISRG,C=US",
          "e14ffcad5b0025731006caa43a121a22d8e9700f4fb9cf852f02a708aa5d5666",
          "CN=Root YR,O=ISRG,C=US",
          "e57b7e6f150c419102e8d5c055729ff967b9d1a829bf00cec89ca604ebf4a86f");

  static List<X509Certificate> intermediates() {
    return TrustAnchors.letsEncrypt().intermediates();
  }

  @Test
  void shipsTheFourRootsOfLetsEncryptAndNoOther() {
    Map<String, String> shipped =
        TrustAnchors.letsEncrypt().shipped().stream()
            .collect(
                Collectors.toMap(
                    root -> root.getSubjectX500Principal().getName(),
                    root -> Fingerprint.sha256Hex(CertificateChain.encode(root))));

    assertThat(shipped).isEqualTo(ROOTS);
    assertThat(TrustAnchors.letsEncrypt().added()).isEmpty();
  }

  @Test
  void shipsSixIssuersAndThreeCrossSigns() {
    assertThat(intermediates())
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactlyInAnyOrder(
            "CN=YE1,O=Let's Encrypt,C=US",
            "CN=YE2,O=Let's Encrypt,C=US",
            "CN=YE3,O=Let's Encrypt,C=US",
            "CN=YR1,O=Let's Encrypt,C=US",
            "CN=YR2,O=Let's Encrypt,C=US",
            "CN=YR3,O=Let's Encrypt,C=US",
            "CN=ISRG Root X2,O=Internet Security Research Group,C=US",
            "CN=Root YE,O=ISRG,C=US",
            "CN=Root YR,O=ISRG,C=US");
  }

  @ParameterizedTest
  @MethodSource("intermediates")
  void everyCachedCertificateLeadsToAShippedRoot(X509Certificate cached) {
    TrustPolicy anyOrganization = new TrustPolicy(TrustAnchors.letsEncrypt(), Set.of());

    assertThat(
            ChainVerifier.verify(CertificateChain.of(List.of(cached)), anyOrganization, NOW)
                .finding()
                .verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void aCachedCertificateIsNoAnchor() {
    TrustAnchors noRoots = new TrustAnchors(List.of(), List.of(), intermediates());

    assertThat(noRoots.all()).isEmpty();
    assertThat(
            new PathFinder(CertificateChain.of(List.of(intermediates().getFirst())), noRoots)
                .paths())
        .isEmpty();
  }

  @Test
  void addsAnchorsAndKeepsTheShipped() {
    X509Certificate one = TestAuthority.root("One").certificate();
    X509Certificate two = TestAuthority.root("Two").certificate();

    TrustAnchors anchors =
        TrustAnchors.letsEncrypt().withAdded(List.of(one)).withAdded(List.of(two));

    assertThat(anchors.shipped()).hasSize(4);
    assertThat(anchors.added()).containsExactly(one, two);
    assertThat(anchors.all()).hasSize(6).endsWith(one, two);
  }

  @Test
  void productionAsksForLetsEncrypt() {
    assertThat(TrustPolicy.production().issuerOrganizations()).containsExactly("Let's Encrypt");
    assertThat(TrustPolicy.production().anchors().shipped()).hasSize(4);
  }
}
