package dev.callsign.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate before it is signed: right in every way, until a test changes one thing. */
public final class CertificateDraft {
  private X500Name subject;
  private KeyPair keys = TestKeys.p256();
  private BigInteger serial = BigInteger.valueOf(0x5eed5eedL);
  private Instant notBefore = TestAuthority.NOW.minusSeconds(30 * 86_400L);
  private Instant notAfter = TestAuthority.NOW.plusSeconds(60 * 86_400L);
  private String signature = "";
  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

  /** What a test took out: key identifiers are added when the keys are known, except these. */
  private final Set<ASN1ObjectIdentifier> removed = new HashSet<>();

  private CertificateDraft(X500Name subject) {
    this.subject = subject;
  }

  static CertificateDraft authority(String name) {
    return new CertificateDraft(new X500Name("CN=" + name + ",O=Let's Encrypt,C=US"))
        .with(Extension.basicConstraints, true, new BasicConstraints(true))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  static CertificateDraft leaf(String name) {
    return new CertificateDraft(new X500Name("CN=" + name))
        .names(name)
        .with(Extension.basicConstraints, true, new BasicConstraints(false))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .purposes(KeyPurposeId.id_kp_serverAuth);
  }

  /** Another subject, in the notation of RFC 2253. */
  public CertificateDraft subject(String name) {
    subject = new X500Name(name);
    return this;
  }

  /** Another key pair. */
  public CertificateDraft keys(KeyPair other) {
    keys = other;
    return this;
  }

  /** Another serial number. */
  public CertificateDraft serial(BigInteger other) {
    serial = other;
    return this;
  }

  /** Another period, both ends inclusive. */
  public CertificateDraft valid(Instant from, Instant to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  /** Another signature algorithm, by its JCA name. */
  public CertificateDraft signedWith(String algorithm) {
    signature = algorithm;
    return this;
  }

  /** Other dNSNames. */
  public CertificateDraft names(String... names) {
    GeneralName[] all =
        Stream.of(names)
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    return with(Extension.subjectAlternativeName, false, new GeneralNames(all));
  }

  /** Other extended key usages. */
  public CertificateDraft purposes(KeyPurposeId... purposes) {
    return with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  /** Sets or replaces an extension. */
  public CertificateDraft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.put(oid, Extension.create(oid, critical, value));
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes an extension out. */
  public CertificateDraft without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    removed.add(oid);
    return this;
  }

  KeyPair keys() {
    return keys;
  }

  X500Name subject() {
    return subject;
  }

  /** Signs the draft; without extensions it becomes a certificate of version 1. */
  X509Certificate sign(X500Name issuer, KeyPair issuerKeys) {
    PrivateKey issuerKey = issuerKeys.getPrivate();
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    Date from = Date.from(notBefore);
    Date to = Date.from(notAfter);
    try {
      ContentSigner signer = signer(issuerKey);
      if (extensions.isEmpty()) {
        return decode(
            new X509v1CertificateBuilder(issuer, serial, from, to, subject, key)
                .build(signer)
                .getEncoded());
      }
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(issuer, serial, from, to, subject, key);
      for (Extension extension : extensions.values()) {
        builder.addExtension(extension);
      }
      for (Extension identifier : keyIdentifiers(issuerKeys)) {
        ASN1ObjectIdentifier oid = identifier.getExtnId();
        if (!extensions.containsKey(oid) && !removed.contains(oid)) {
          builder.addExtension(identifier);
        }
      }
      return decode(builder.build(signer).getEncoded());
    } catch (OperatorCreationException | IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Both, as RFC 5280 §4.2.1.1 and §4.2.1.2 have them: SHA-1 of the keys. */
  private List<Extension> keyIdentifiers(KeyPair issuerKeys)
      throws IOException, NoSuchAlgorithmException {
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    return List.of(
        Extension.create(
            Extension.subjectKeyIdentifier,
            false,
            identifiers.createSubjectKeyIdentifier(keys.getPublic())),
        Extension.create(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(issuerKeys.getPublic())));
  }

  private ContentSigner signer(PrivateKey issuerKey) throws OperatorCreationException {
    JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm(issuerKey));
    if (signature.endsWith("MGF1")) { // the JDK knows RSA-PSS by another name
      builder.setProvider(new BouncyCastleProvider());
    }
    return builder.build(issuerKey);
  }

  private String algorithm(PrivateKey issuerKey) {
    if (!signature.isEmpty()) {
      return signature;
    }
    return issuerKey instanceof RSAPrivateKey ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private static X509Certificate decode(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
