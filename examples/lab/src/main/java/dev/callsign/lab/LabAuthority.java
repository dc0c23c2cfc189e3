package dev.callsign.lab;

import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority in memory: root, intermediates, leaves and their revocation lists (RFC
 * 5280), with the profile of Let's Encrypt.
 *
 * <p>It issues whatever it is asked for and checks nothing. Safe for concurrent use.
 */
public final class LabAuthority {

  /** The organization (X.520 O) of the good intermediates. */
  public static final String ORGANIZATION = "Callsign Lab";

  /** CA/B Forum: the domain was validated (2.23.140.1.2.1). */
  private static final ASN1ObjectIdentifier DOMAIN_VALIDATED =
      new ASN1ObjectIdentifier("2.23.140.1.2.1");

  /** An arc for examples that nobody gives a meaning (ITU-T X.660, 2.999). */
  private static final ASN1ObjectIdentifier MEANINGLESS = new ASN1ObjectIdentifier("2.999.1");

  /** The extension SignedCertificateTimestampList (RFC 6962 §3.3). */
  private static final ASN1ObjectIdentifier SCT_LIST =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

  /** An authority that exists: its key and the chain a host sends above its leaves. */
  private record Authority(
      X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {}

  private final Clock clock;
  private final SecureRandom random;
  private final URI crls;
  private final Instant started;
  private final Map<Issuer, Authority> authorities = new EnumMap<>(Issuer.class);
  private final RevocationLists revocationLists;
  private final LabLogs logs;

  /**
   * An authority whose revocation lists are below {@code crls}, which ends in a slash.
   *
   * @param random where keys, serial numbers and signatures come from
   */
  LabAuthority(Clock clock, SecureRandom random, URI crls) {
    this.clock = clock;
    this.random = random;
    this.crls = crls;
    this.started = clock.instant();
    this.revocationLists = new RevocationLists(clock, crls);
    this.logs = new LabLogs(random);
  }

  /** The root that relying parties of the lab trust. */
  public X509Certificate anchor() {
    return authority(Issuer.ROOT).certificate();
  }

  /** The certificate of an authority. */
  public X509Certificate certificate(Issuer issuer) {
    return authority(issuer).certificate();
  }

  /** A good leaf for these names, issued now, to be changed at will. */
  public CertificateSpec leaf(String... names) {
    return CertificateSpec.leaf(clock.instant(), List.of(names));
  }

  /**
   * Issues a certificate with the SCTs of its precertificate. The chain that comes with it ends
   * below the root.
   */
  public DomainCertificate issue(CertificateSpec spec) {
    KeyPair key = spec.keyPair(random);
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(sign(spec, key, true));
    if (!spec.selfSigned) {
      chain.addAll(authority(spec.issuer).chain());
    }
    return new DomainCertificate(CertificateChain.of(chain), key);
  }

  /** The logs that certificates are submitted to. */
  LabLogs logs() {
    return logs;
  }

  /** Puts a certificate on the list of its issuer from now on, for key compromise. */
  public void revoke(X509Certificate certificate) {
    revocationLists.revoke(certificate);
  }

  /** The current revocation list of an authority: DER, issued now, for seven days. */
  public byte[] crl(Issuer issuer) {
    return crl(issuer, CrlShape.GOOD);
  }

  byte[] crl(Issuer issuer, CrlShape shape) {
    Authority authority = authority(issuer);
    return revocationLists.sign(
        authority.certificate(), issuer, shape, signer(authority.key(), false));
  }

  private synchronized Authority authority(Issuer issuer) {
    Authority known = authorities.get(issuer);
    if (known != null) {
      return known;
    }
    CertificateSpec spec = CertificateSpec.authority(started, issuer);
    KeyPair key = spec.keyPair(random);
    X509Certificate certificate = sign(spec, key, false);
    List<X509Certificate> chain = new ArrayList<>();
    Issuer parent = issuer.parent();
    if (parent != null) {
      chain.add(certificate);
      chain.addAll(authority(parent).chain());
    }
    Authority made = new Authority(certificate, key.getPrivate(), List.copyOf(chain));
    authorities.put(issuer, made);
    return made;
  }

  private X509Certificate sign(CertificateSpec spec, KeyPair key, boolean submitted) {
    try {
      X500Name subject = new X500Name(spec.subject);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              spec.selfSigned ? subject : new X500Name(spec.issuer.subject()),
              spec.serialNumber(random),
              Date.from(spec.notBefore),
              Date.from(spec.notAfter),
              subject,
              key.getPublic());
      addExtensions(builder, spec, key.getPublic());
      PrivateKey signingKey = spec.selfSigned ? key.getPrivate() : authority(spec.issuer).key();
      if (submitted) {
        addScts(builder, spec, key.getPublic(), signingKey);
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(signer(signingKey, spec.sha1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK reads what Bouncy Castle writes", e);
    }
  }

  private void addExtensions(X509v3CertificateBuilder builder, CertificateSpec spec, PublicKey key)
      throws IOException, NoSuchAlgorithmException {
    JcaX509ExtensionUtils keyIdentifiers = new JcaX509ExtensionUtils();
    boolean bounded = spec.authority && spec.pathLength >= 0;
    builder.addExtension(
        Extension.basicConstraints,
        true,
        bounded ? new BasicConstraints(spec.pathLength) : new BasicConstraints(spec.authority));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(spec.keyUsage));
    if (spec.purpose != null) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(spec.purpose));
    }
    if (!spec.names.isEmpty()) {
      GeneralName[] names =
          spec.names.stream()
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      boolean critical = spec.subject.isEmpty(); // RFC 5280 §4.2.1.6
      builder.addExtension(Extension.subjectAlternativeName, critical, new GeneralNames(names));
    }
    if (!spec.selfSigned) {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          keyIdentifiers.createAuthorityKeyIdentifier(
              authority(spec.issuer).certificate().getPublicKey()));
      builder.addExtension(Extension.cRLDistributionPoints, false, distributionPoint(spec));
      builder.addExtension(
          Extension.certificatePolicies,
          false,
          new CertificatePolicies(new PolicyInformation(DOMAIN_VALIDATED)));
    }
    if (spec.authority) {
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, keyIdentifiers.createSubjectKeyIdentifier(key));
    }
    if (spec.unknownCriticalExtension) {
      builder.addExtension(MEANINGLESS, true, DERNull.INSTANCE);
    }
  }

  /** Submits what the certificate is so far, and adds what the logs answer. */
  private void addScts(
      X509v3CertificateBuilder builder, CertificateSpec spec, PublicKey key, PrivateKey signingKey)
      throws IOException {
    PublicKey issuerKey =
        spec.selfSigned ? key : authority(spec.issuer).certificate().getPublicKey();
    byte[] tbs =
        builder
            .build(signer(signingKey, spec.sha1))
            .toASN1Structure()
            .getTBSCertificate()
            .getEncoded(ASN1Encoding.DER);
    byte[] scts =
        logs.sctList(
            new LabLog.Submission(issuerKey.getEncoded(), tbs, spec.submittedAt()), spec.ctFault);
    if (scts.length > 0) {
      builder.addExtension(SCT_LIST, false, new DEROctetString(scts));
    }
  }

  private CRLDistPoint distributionPoint(CertificateSpec spec) {
    return new CRLDistPoint(
        new DistributionPoint[] {
          new DistributionPoint(
              RevocationLists.name(crls.resolve(spec.crl.file(spec.issuer))), null, null)
        });
  }

  private ContentSigner signer(PrivateKey key, boolean sha1) {
    boolean rsa = key.getAlgorithm().equals("RSA");
    String algorithm = (sha1 ? "SHA1with" : "SHA256with") + (rsa ? "RSA" : "ECDSA");
    try {
      return new JcaContentSignerBuilder(algorithm).setSecureRandom(random).build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every JDK signs with " + algorithm, e);
    }
  }
}
