package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.callsign.x509.CertificateChain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The authority of the lab as the JDK and openssl see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ALICE = "alice.callsign.test";

  private Lab lab;
  private LabAuthority authority;

  @BeforeAll
  void startTheLab() {
    lab = Lab.start(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
    authority = lab.authority();
  }

  @AfterAll
  void closeTheLab() {
    lab.close();
  }

  @Test
  void issuesLeavesInTheProfileOfLetsEncrypt() throws GeneralSecurityException {
    X509Certificate leaf = authority.issue(authority.leaf(ALICE, "www." + ALICE)).leaf();

    assertThat(leaf.getVersion()).isEqualTo(3);
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(2, ALICE), List.of(2, "www." + ALICE));
    assertThat(leaf.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.17", "2.5.29.19");
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getKeyUsage())
        .containsExactly(true, false, false, false, false, false, false, false, false);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getSerialNumber().toByteArray()).hasSize(16);
    assertThat(leaf.getNotBefore()).isEqualTo(Date.from(NOW.minus(Duration.ofHours(1))));
    assertThat(leaf.getNotAfter())
        .isEqualTo(Date.from(NOW.minus(Duration.ofHours(1)).plus(Duration.ofDays(90))));
    assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "P384", "RSA_2048", "RSA_3072"})
  void issuesForEveryTypeOfKeyAChainThatTheJdkAccepts(KeyType type)
      throws GeneralSecurityException {
    validate(authority.issue(authority.leaf(ALICE).key(type)).chain(), List.of());
    validate(
        authority.issue(authority.leaf(ALICE).key(type).issuer(Issuer.RSA)).chain(), List.of());
  }

  @Test
  void opensslAcceptsTheChain(@TempDir Path folder) throws Exception {
    assumeTrue(opensslIsInstalled(), "openssl is missing: install the package openssl");
    CertificateChain chain = authority.issue(authority.leaf(ALICE)).chain();
    Path leaf = Files.writeString(folder.resolve("chain.pem"), chain.toPem());
    Path anchor = lab.writeAnchor(folder.resolve("root.pem"));

    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    "sslserver",
                    "-verify_hostname",
                    ALICE,
                    "-attime",
                    Long.toString(NOW.getEpochSecond()),
                    "-CAfile",
                    anchor.toString(),
                    "-untrusted",
                    leaf.toString(),
                    leaf.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).endsWith(": OK\n");
    assertThat(openssl.waitFor()).isZero();
  }

  @Test
  void putsRevokedCertificatesOnASignedList() throws Exception {
    DomainCertificate good = authority.issue(authority.leaf(ALICE));
    DomainCertificate bad = authority.issue(authority.leaf(ALICE));
    authority.revoke(bad.leaf());

    X509CRL list = fetchListOf(good.leaf());

    list.verify(authority.certificate(Issuer.TRUSTED).getPublicKey());
    assertThat(list.isRevoked(good.leaf())).isFalse();
    assertThat(list.isRevoked(bad.leaf())).isTrue();
    assertThat(list.getNextUpdate()).isEqualTo(Date.from(NOW.plus(Duration.ofDays(7))));
    assertThat(list.getNonCriticalExtensionOIDs()).contains(Extension.cRLNumber.getId());
    assertThat(scope(list)).isEqualTo(distributionPoint(good.leaf()));
  }

  @Test
  void numbersItsListsUpwards() throws Exception {
    byte[] before = number(decode(authority.crl(Issuer.TRUSTED)));
    authority.revoke(authority.issue(authority.leaf(ALICE)).leaf());
    byte[] after = number(decode(authority.crl(Issuer.TRUSTED)));

    assertThat(after[after.length - 1]).isGreaterThan(before[before.length - 1]);
  }

  @Test
  void servesListsThatAreWrong() throws Exception {
    LabHost bob = lab.host("bob");

    bob.misbehave(RevocationFault.STALE_LIST);
    assertThat(fetchListOf(bob.chain().leaf()).getNextUpdate()).isBefore(Date.from(NOW));

    bob.misbehave(RevocationFault.LIST_OF_OTHER_SCOPE);
    assertThat(scope(fetchListOf(bob.chain().leaf())))
        .isNotEqualTo(distributionPoint(bob.chain().leaf()));

    bob.misbehave(RevocationFault.UNAVAILABLE_LIST);
    assertThat(new String(get(distributionPoint(bob.chain().leaf())), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 503 ");

    bob.misbehave(RevocationFault.REVOKED);
    assertThat(fetchListOf(bob.chain().leaf()).isRevoked(bob.chain().leaf())).isTrue();

    bob.behave();
    assertThat(fetchListOf(bob.chain().leaf()).isRevoked(bob.chain().leaf())).isFalse();
  }

  @Test
  void makesTheSameKeysFromTheSameRandomness() throws GeneralSecurityException {
    try (Lab one = Lab.start(Clock.systemUTC(), seeded());
        Lab other = Lab.start(Clock.systemUTC(), seeded())) {
      assertThat(one.authority().anchor().getPublicKey())
          .isEqualTo(other.authority().anchor().getPublicKey());
      assertThat(one.host("alice").domainKey()).isEqualTo(other.host("alice").domainKey());
    }
  }

  private static SecureRandom seeded() throws GeneralSecurityException {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(42);
    return random;
  }

  private void validate(CertificateChain chain, List<X509CRL> lists)
      throws GeneralSecurityException {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.anchor(), null)));
    parameters.setDate(Date.from(NOW));
    parameters.setRevocationEnabled(!lists.isEmpty());
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(chain.certificates()),
            parameters);
  }

  private X509CRL fetchListOf(X509Certificate leaf) throws Exception {
    byte[] answer = get(distributionPoint(leaf));
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\n");
    return decode(
        text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] get(URI uri) throws IOException {
    assertThat(uri.getHost()).isEqualTo("crl.callsign.test");
    try (Socket socket = new Socket(Loopback.IPV4, uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().readAllBytes();
    }
  }

  private static X509CRL decode(byte[] der) throws GeneralSecurityException {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
  }

  private static byte[] number(X509CRL list) {
    return list.getExtensionValue(Extension.cRLNumber.getId());
  }

  private static URI distributionPoint(X509Certificate leaf) {
    byte[] value = leaf.getExtensionValue(Extension.cRLDistributionPoints.getId());
    CRLDistPoint points = CRLDistPoint.getInstance(ASN1OctetString.getInstance(value).getOctets());
    return uri(
        GeneralNames.getInstance(
            points.getDistributionPoints()[0].getDistributionPoint().getName()));
  }

  private static URI scope(X509CRL list) {
    byte[] value = list.getExtensionValue(Extension.issuingDistributionPoint.getId());
    IssuingDistributionPoint point =
        IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(value).getOctets());
    return uri(GeneralNames.getInstance(point.getDistributionPoint().getName()));
  }

  private static URI uri(GeneralNames names) {
    return URI.create(names.getNames()[0].getName().toString());
  }

  private static boolean opensslIsInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
