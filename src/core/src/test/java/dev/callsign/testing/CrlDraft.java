package dev.callsign.testing;

import dev.callsign.report.MalformedException;
import dev.callsign.revocation.Crl;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A revocation list before it is signed: right in every way, until a test changes one thing. */
public final class CrlDraft {

  /** Where the lists of the test authority are, in the manner of Let's Encrypt. */
  public static final String URI = "http://e1.c.lencr.org/1.crl";

  private record Entry(BigInteger serial, Instant at, Extensions extensions) {}

  private X500Name issuer;
  private PrivateKey key;
  private String signature = "";
  private Instant thisUpdate = TestAuthority.NOW.minus(Duration.ofHours(1));
  private @Nullable Instant nextUpdate = thisUpdate.plus(Duration.ofDays(9));
  private final List<Entry> entries = new ArrayList<>();
  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

  private CrlDraft(X509Certificate issuer, PrivateKey key) {
    this.issuer = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
    this.key = key;
  }

  /** The list at {@link #URI} of an authority, number 7. */
  public static CrlDraft of(TestAuthority authority) {
    return new CrlDraft(authority.certificate(), authority.keys().getPrivate())
        .with(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(7)))
        .with(Extension.issuingDistributionPoint, true, scope(URI));
  }

  /** An issuing distribution point for user certificates. */
  public static IssuingDistributionPoint scope(String uri) {
    return new IssuingDistributionPoint(name(uri), true, false, null, false, false);
  }

  /** What a leaf names its list by. */
  public static CRLDistPoint point(String... uris) {
    DistributionPoint[] points = new DistributionPoint[uris.length];
    for (int i = 0; i < uris.length; i++) {
      points[i] = new DistributionPoint(name(uris[i]), null, null);
    }
    return new CRLDistPoint(points);
  }

  /** A full name of one URI. */
  public static DistributionPointName name(String uri) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
  }

  /** Another signer. */
  public CrlDraft key(PrivateKey other) {
    key = other;
    return this;
  }

  /** Another name of the issuer. */
  public CrlDraft issuer(String name) {
    issuer = new X500Name(name);
    return this;
  }

  /** Another signature algorithm, by its JCA name. */
  public CrlDraft signedWith(String algorithm) {
    signature = algorithm;
    return this;
  }

  /** Another period; null for no nextUpdate. */
  public CrlDraft valid(Instant from, @Nullable Instant to) {
    thisUpdate = from;
    nextUpdate = to;
    return this;
  }

  /** Revokes a certificate for this reason of {@link CRLReason}. */
  public CrlDraft revoke(BigInteger serial, Instant at, int reason) {
    return revoke(serial, at, Extension.reasonCode, false, CRLReason.lookup(reason));
  }

  /** Revokes a certificate, with any extension. */
  public CrlDraft revoke(
      BigInteger serial,
      Instant at,
      ASN1ObjectIdentifier oid,
      boolean critical,
      ASN1Encodable value) {
    try {
      ExtensionsGenerator generator = new ExtensionsGenerator();
      generator.addExtension(oid, critical, value);
      entries.add(new Entry(serial, at, generator.generate()));
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sets or replaces an extension. */
  public CrlDraft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.put(oid, Extension.create(oid, critical, value));
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes an extension out. */
  public CrlDraft without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  /** Signs the draft: DER. */
  public byte[] encode() {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer, Date.from(thisUpdate));
    if (nextUpdate != null) {
      builder.setNextUpdate(Date.from(nextUpdate));
    }
    entries.forEach(
        entry -> builder.addCRLEntry(entry.serial(), Date.from(entry.at()), entry.extensions()));
    try {
      for (Extension extension : extensions.values()) {
        builder.addExtension(extension);
      }
      return builder.build(new JcaContentSignerBuilder(algorithm()).build(key)).getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs the draft. */
  public Crl sign() {
    try {
      return Crl.decode(encode());
    } catch (MalformedException e) {
      throw new IllegalStateException(e.detail(), e);
    }
  }

  private String algorithm() {
    if (!signature.isEmpty()) {
      return signature;
    }
    return key instanceof RSAPrivateKey ? "SHA256withRSA" : "SHA256withECDSA";
  }
}
