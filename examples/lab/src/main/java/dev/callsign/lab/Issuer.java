package dev.callsign.lab;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * The authorities of the lab: one root, one good intermediate, and intermediates each of which
 * breaks one rule of the step {@code chain}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the edits capture nothing
public enum Issuer {
  /** The trust anchor of the lab. */
  ROOT(null, "CN=Callsign Lab Root,O=Callsign Lab", spec -> spec.key(KeyType.P384)),
  /** The intermediate that issues for every well-behaved host. */
  TRUSTED(ROOT, "CN=E1,O=Callsign Lab", spec -> spec.pathLength(0)),
  /** A good intermediate that signs with RSA. */
  RSA(ROOT, "CN=R1,O=Callsign Lab", spec -> spec.key(KeyType.RSA_2048).pathLength(0)),
  /** A good intermediate on the curve that Let's Encrypt's ECDSA intermediates are on. */
  P384(ROOT, "CN=E9,O=Callsign Lab", spec -> spec.key(KeyType.P384).pathLength(0)),
  /** A good intermediate that no host ever sends. */
  UNSENT(ROOT, "CN=E2,O=Callsign Lab", spec -> {}),
  /** Below the anchor, but of an organization nobody allowed. */
  OTHER_ORGANIZATION(ROOT, "CN=E1,O=Another Organization", spec -> {}),
  /** A root that is not an anchor. */
  UNKNOWN_ROOT(null, "CN=Unknown Root,O=Callsign Lab", spec -> {}),
  /** Complete up to a root that is not an anchor. */
  UNTRUSTED(UNKNOWN_ROOT, "CN=U1,O=Callsign Lab", spec -> {}),
  /** The root of the environment for trials, never an anchor. */
  STAGING_ROOT(null, "CN=(STAGING) Callsign Lab Root,O=(STAGING) Callsign Lab", spec -> {}),
  /** The intermediate of the environment for trials. */
  STAGING(STAGING_ROOT, "CN=(STAGING) E1,O=(STAGING) Callsign Lab", spec -> {}),
  /** Ended the day before the lab started. */
  EXPIRED(ROOT, "CN=E3,O=Callsign Lab", spec -> spec.endsAfter(Duration.ofDays(-1))),
  /** Starts the day after the lab started. */
  NOT_YET_VALID(ROOT, "CN=E4,O=Callsign Lab", spec -> spec.startsAfter(Duration.ofDays(1))),
  /** Not marked as an authority. */
  NOT_A_CA(ROOT, "CN=E5,O=Callsign Lab", spec -> spec.authority(false)),
  /** May sign revocation lists, but no certificates. */
  WITHOUT_CERT_SIGN(ROOT, "CN=E6,O=Callsign Lab", spec -> spec.keyUsage(KeyUsage.cRLSign)),
  /** For client certificates only. */
  FOR_CLIENTS(ROOT, "CN=E7,O=Callsign Lab", spec -> spec.purpose(KeyPurposeId.id_kp_clientAuth)),
  /** Below an intermediate that may have no authority below it. */
  TOO_DEEP(TRUSTED, "CN=E8,O=Callsign Lab", spec -> {});

  private final @Nullable Issuer parent;
  private final String subject;
  private final Consumer<CertificateSpec> edit;

  Issuer(@Nullable Issuer parent, String subject, Consumer<CertificateSpec> edit) {
    this.parent = parent;
    this.subject = subject;
    this.edit = edit;
  }

  /** Who signed this authority's certificate; null for a root, which did so itself. */
  @Nullable Issuer parent() {
    return parent;
  }

  /** The distinguished name, in the notation of RFC 4514. */
  String subject() {
    return subject;
  }

  void edit(CertificateSpec spec) {
    edit.accept(spec);
  }

  /** The name in URLs, for example {@code not-yet-valid}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
