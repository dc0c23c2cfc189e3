package dev.callsign.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.x509.CertificateChain;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertIdTest {

  /** RFC 9773, appendix A. */
  private static final String EXAMPLE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
      cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
      BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
      7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
      qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
      yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
      +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
      -----END CERTIFICATE-----
      """;

  private static final TestAuthority ROOT = TestAuthority.root("Root");

  @Test
  void isThatOfTheExampleOfTheRfc() throws Exception {
    assertThat(CertId.of(CertificateChain.parsePem(EXAMPLE).leaf()))
        .contains(new CertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"));
  }

  @Test
  void hasNoLeadingZeroWhereTheSerialNumberNeedsNone() {
    assertThat(
            of(
                leaf ->
                    leaf.serial(BigInteger.valueOf(0x47654321))
                        .with(
                            Extension.authorityKeyIdentifier,
                            false,
                            new AuthorityKeyIdentifier(new byte[] {-1, -1, -2}))))
        .contains(new CertId("___-.R2VDIQ"));
  }

  @Test
  void needsTheKeyIdentifierOfTheIssuer() {
    GeneralNames issuer =
        new GeneralNames(new GeneralName(GeneralName.directoryName, "CN=Somebody"));

    assertThat(of(leaf -> leaf.without(Extension.authorityKeyIdentifier))).isEmpty();
    assertThat(
            of(
                leaf ->
                    leaf.with(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(issuer, BigInteger.ONE))))
        .isEmpty();
    assertThat(
            of(
                leaf ->
                    leaf.with(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(new byte[0]))))
        .isEmpty();
    assertThat(
            of(
                leaf ->
                    leaf.with(
                        Extension.authorityKeyIdentifier,
                        false,
                        new DEROctetString(new byte[] {1}))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "a/../b.c", "a.b?", "a=.b", "ä.b", "a.b\n"})
  void isNothingElse(String text) {
    assertThatThrownBy(() -> new CertId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<CertId> of(UnaryOperator<CertificateDraft> change) {
    return CertId.of(ROOT.leaf("alice.example", change).certificate());
  }
}
