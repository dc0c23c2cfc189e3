package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** Fingerprints as openssl computes them. */
class FingerprintTest {

  @Test
  void hashesBytes() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII); // FIPS 180-2, appendix B.1

    assertThat(Fingerprint.sha256Hex(abc))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Fingerprint.sha256Base64Url(abc))
        .isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  }

  /** {@code openssl x509 -fingerprint}, and {@code -pubkey} into {@code openssl dgst -sha256}. */
  @Test
  void namesIsrgRootX1() {
    X509Certificate root =
        TrustAnchors.letsEncrypt().shipped().stream()
            .filter(anchor -> anchor.getSubjectX500Principal().getName().contains("X1"))
            .findFirst()
            .orElseThrow();

    assertThat(Fingerprint.ofCertificate(root))
        .isEqualTo("lrzsBiZJdvN0YHeazyjFp8_oo8Cq4RqP_O4FwL3fCMY");
    assertThat(Fingerprint.ofKey(root.getPublicKey()))
        .isEqualTo("C5-lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M");
  }
}
