package dev.callsign.acme.challenge;

import dev.callsign.acme.order.OpenChallenge;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that answers a tls-alpn-01 challenge, with a key of its own that serves nothing
 * else (RFC 8737 §3).
 *
 * <p>On P-256: the certificates of acme4j are RSA only, and making such a key takes up to two
 * seconds.
 */
final class AlpnCertificate {

  /** {@code id-pe-acmeIdentifier} (RFC 8737 §6.1). */
  static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";

  /** Before and after now; no authority looks, and clocks differ. */
  private static final Duration VALIDITY = Duration.ofDays(7);

  /** Bits of the serial number, as in certificates of authorities. */
  private static final int SERIAL_BITS = 120;

  /** Of a key store that never leaves the memory. */
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  private AlpnCertificate() {}

  /** Presents a new one to everybody who asks. */
  static SSLContext context(OpenChallenge challenge, SecureRandom random, Clock clock) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair key = generator.generateKeyPair();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = {certificate(challenge, key, random, clock.instant())};
      store.setKeyEntry("challenge", key.getPrivate(), IN_MEMORY, chain);
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(store, IN_MEMORY);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, random);
      return context;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("every JDK makes certificates on P-256", e);
    }
  }

  private static X509Certificate certificate(
      OpenChallenge challenge, KeyPair key, SecureRandom random, Instant now)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X500Name name = new X500Name("CN=acme challenge");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, random),
                    Date.from(now.minus(VALIDITY)),
                    Date.from(now.plus(VALIDITY)),
                    name,
                    key.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, challenge.domain())))
                .addExtension(
                    new ASN1ObjectIdentifier(ACME_IDENTIFIER),
                    true,
                    new DEROctetString(challenge.digest()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }
}
