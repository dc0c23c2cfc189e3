package dev.callsign.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.ContentSigner;

/** What is revoked, and the lists that say so (RFC 5280 §5). Safe for concurrent use. */
final class RevocationLists {

  /** Let's Encrypt's lists end after about nine days; the policy wants at most ten. */
  private static final Duration LIFETIME = Duration.ofDays(7);

  private record Revoked(X500Principal issuer, BigInteger serial, Instant at) {}

  private final Clock clock;
  private final URI location;
  private final List<Revoked> revoked = new ArrayList<>();

  RevocationLists(Clock clock, URI location) {
    this.clock = clock;
    this.location = location;
  }

  synchronized void revoke(X509Certificate certificate) {
    revoked.add(
        new Revoked(
            certificate.getIssuerX500Principal(), certificate.getSerialNumber(), clock.instant()));
  }

  /** A list of every revoked certificate of {@code issuer}; its number is how many there are. */
  synchronized byte[] sign(
      X509Certificate certificate, Issuer issuer, CrlShape shape, ContentSigner signer) {
    Instant nextUpdate =
        shape == CrlShape.STALE ? clock.instant().minusSeconds(1) : clock.instant().plus(LIFETIME);
    CrlShape scope = shape == CrlShape.OTHER_SCOPE ? CrlShape.GOOD : shape;
    try {
      X509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(
              certificate.getSubjectX500Principal(), Date.from(nextUpdate.minus(LIFETIME)));
      builder.setNextUpdate(Date.from(nextUpdate));
      for (Revoked entry : revoked) {
        if (entry.issuer().equals(certificate.getSubjectX500Principal())) {
          builder.addCRLEntry(entry.serial(), Date.from(entry.at()), CRLReason.keyCompromise);
        }
      }
      AuthorityKeyIdentifier key =
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey());
      builder.addExtension(Extension.authorityKeyIdentifier, false, key);
      BigInteger number = BigInteger.valueOf(revoked.size() + 1L);
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
      builder.addExtension(
          Extension.issuingDistributionPoint,
          true,
          new IssuingDistributionPoint(
              name(location.resolve(scope.file(issuer))), true, false, null, false, false));
      return builder.build(signer).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1 for key identifiers", e);
    }
  }

  static DistributionPointName name(URI location) {
    return new DistributionPointName(
        new GeneralNames(
            new GeneralName(GeneralName.uniformResourceIdentifier, location.toString())));
  }
}
