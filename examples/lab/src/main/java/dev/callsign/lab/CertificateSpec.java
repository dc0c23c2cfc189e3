package dev.callsign.lab;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate shall look like: starts from the profile of Let's Encrypt, every part of which
 * can be changed.
 *
 * <p>A leaf is for P-256, has an empty subject, a critical subject alternative name, key usage
 * digitalSignature, extended key usage serverAuth, carries SCTs of two logs, and is valid from one
 * hour ago for 90 days. Not safe for concurrent use; used for one certificate only.
 */
public final class CertificateSpec {

  private static final Duration LEAF_LIFETIME = Duration.ofDays(90);

  /** How far Let's Encrypt dates certificates back, for clocks that are behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final Duration AUTHORITY_AGE = Duration.ofDays(365);
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);

  /** Bits of a random serial number; with the sign bit clear it fits 16 octets. */
  private static final int SERIAL_BITS = 127;

  final Instant now;
  List<String> names;
  String subject;
  Instant notBefore;
  Instant notAfter;
  KeyType keyType = KeyType.P256;
  @Nullable KeyPair key;
  Issuer issuer = Issuer.TRUSTED;
  boolean selfSigned;
  boolean sha1;
  boolean authority;
  int pathLength = -1;
  int keyUsage;
  @Nullable KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
  boolean unknownCriticalExtension;
  @Nullable BigInteger serial;
  CrlShape crl = CrlShape.GOOD;
  @Nullable CtFault ctFault;

  private CertificateSpec(Instant now, List<String> names, String subject) {
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.names = List.copyOf(names);
    this.subject = subject;
    this.notBefore = this.now.minus(BACKDATED);
    this.notAfter = notBefore.plus(LEAF_LIFETIME);
    this.keyUsage = KeyUsage.digitalSignature;
  }

  static CertificateSpec leaf(Instant now, List<String> names) {
    return new CertificateSpec(now, names, "");
  }

  static CertificateSpec authority(Instant now, Issuer issuer) {
    CertificateSpec spec = new CertificateSpec(now, List.of(), issuer.subject());
    spec.notBefore = spec.now.minus(AUTHORITY_AGE);
    spec.notAfter = spec.notBefore.plus(AUTHORITY_LIFETIME);
    spec.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    spec.authority = true;
    Issuer parent = issuer.parent();
    if (parent == null) {
      spec.selfSigned = true;
      spec.purpose = null;
    } else {
      spec.issuer = parent;
    }
    issuer.edit(spec);
    return spec;
  }

  /** Sets the distinguished name, in the notation of RFC 4514; empty for none. */
  public CertificateSpec subject(String subject) {
    this.subject = subject;
    return this;
  }

  /** Sets the subject alternative names, all of them dNSName; none for no such extension. */
  public CertificateSpec names(String... names) {
    this.names = List.of(names);
    return this;
  }

  /** Starts {@code offset} after now and ends a lifetime of 90 days later. */
  public CertificateSpec startsAfter(Duration offset) {
    notBefore = now.plus(offset);
    notAfter = notBefore.plus(LEAF_LIFETIME);
    return this;
  }

  /** Ends {@code offset} after now; that instant included. */
  public CertificateSpec endsAfter(Duration offset) {
    notAfter = now.plus(offset);
    return this;
  }

  /** Is for this key pair. */
  public CertificateSpec key(KeyPair key) {
    this.key = key;
    return this;
  }

  /** Is for a new key pair of this type. */
  public CertificateSpec key(KeyType type) {
    this.keyType = type;
    this.key = null;
    return this;
  }

  /** Is issued by this authority. */
  public CertificateSpec issuer(Issuer issuer) {
    this.issuer = issuer;
    return this;
  }

  /** Is signed by its own key, with its own subject as the issuer. */
  public CertificateSpec selfSigned() {
    this.selfSigned = true;
    return this;
  }

  /** Is signed over SHA-1 instead of SHA-256 or SHA-384. */
  public CertificateSpec sha1() {
    this.sha1 = true;
    return this;
  }

  /** Is marked as an authority, or not. */
  public CertificateSpec authority(boolean authority) {
    this.authority = authority;
    return this;
  }

  /** Allows this many authorities between this one and a leaf. */
  public CertificateSpec pathLength(int pathLength) {
    this.pathLength = pathLength;
    return this;
  }

  /** Sets the bits of {@link KeyUsage}. */
  public CertificateSpec keyUsage(int keyUsage) {
    this.keyUsage = keyUsage;
    return this;
  }

  /** Sets the only extended key usage; null for no such extension. */
  public CertificateSpec purpose(@Nullable KeyPurposeId purpose) {
    this.purpose = purpose;
    return this;
  }

  /** Carries a critical extension that no software knows. */
  public CertificateSpec unknownCriticalExtension() {
    this.unknownCriticalExtension = true;
    return this;
  }

  /** Has this serial number instead of a random one. */
  public CertificateSpec serial(BigInteger serial) {
    this.serial = serial;
    return this;
  }

  /** Carries SCTs with this fault. */
  public CertificateSpec scts(CtFault fault) {
    this.ctFault = fault;
    return this;
  }

  /** Names a revocation list of this shape. */
  CertificateSpec crl(CrlShape crl) {
    this.crl = crl;
    return this;
  }

  /** When logs see it: it is dated back by as much, but no log is ahead of the clock. */
  Instant submittedAt() {
    Instant issued = notBefore.plus(BACKDATED);
    return issued.isBefore(now) ? issued : now;
  }

  KeyPair keyPair(SecureRandom random) {
    KeyPair given = key;
    return given != null ? given : keyType.generate(random);
  }

  BigInteger serialNumber(SecureRandom random) {
    BigInteger given = serial;
    return given != null ? given : new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }
}
