package dev.callsign.directory.record;

import dev.callsign.report.MalformedException;
import dev.callsign.revocation.CrlDistributionPoint;
import dev.callsign.x509.Fingerprint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One leaf that signed a verified statement; written once, never changed. */
@Entity
@Table(name = "certificate")
class CertificateRow {
  @Id String sha256;

  @Column(name = "key_sha256")
  String keySha256;

  String issuer;
  String serial;

  @Column(name = "not_before")
  Instant notBefore;

  @Column(name = "not_after")
  Instant notAfter;

  @Column(name = "first_seen")
  Instant firstSeen;

  /** Where its revocation would be listed; null where it names no list that can be fetched. */
  @Column(name = "crl_url")
  @Nullable String crlUrl;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected CertificateRow() {}

  CertificateRow(X509Certificate leaf, Instant at) {
    this.sha256 = Fingerprint.ofCertificate(leaf);
    this.keySha256 = Fingerprint.ofKey(leaf.getPublicKey());
    this.issuer = leaf.getIssuerX500Principal().getName();
    this.serial = leaf.getSerialNumber().toString(16);
    this.notBefore = leaf.getNotBefore().toInstant();
    this.notAfter = leaf.getNotAfter().toInstant();
    this.firstSeen = at;
    this.crlUrl = crlUrl(leaf);
  }

  /** By the wider rule: whether the list is fetched is decided by whom the chain ends at. */
  private static @Nullable String crlUrl(X509Certificate leaf) {
    try {
      return CrlDistributionPoint.of(leaf, true).map(point -> point.uri().toString()).orElse(null);
    } catch (MalformedException e) {
      return null;
    }
  }

  RecordedCallsign.Certificate toRecorded() {
    return new RecordedCallsign.Certificate(sha256, keySha256, issuer, serial, notBefore, notAfter);
  }
}
