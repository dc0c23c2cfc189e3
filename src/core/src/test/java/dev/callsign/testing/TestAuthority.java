package dev.callsign.testing;

import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A certificate authority with a fixed clock. Its roots, intermediates and leaves follow the policy
 * at {@link #NOW}; a test hands in what it wants changed.
 */
public final class TestAuthority {

  /** The instant at which everything is judged, unless a test says another. */
  public static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  private final X509Certificate certificate;
  private final KeyPair keys;
  private final X500Name name;
  private final List<X509Certificate> above;

  private TestAuthority(
      X509Certificate certificate, KeyPair keys, X500Name name, List<X509Certificate> above) {
    this.certificate = certificate;
    this.keys = keys;
    this.name = name;
    this.above = above;
  }

  /** A self-signed root. */
  public static TestAuthority root(String name) {
    return root(name, draft -> draft);
  }

  /** A self-signed root, changed. */
  public static TestAuthority root(String name, UnaryOperator<CertificateDraft> change) {
    CertificateDraft draft = change.apply(CertificateDraft.authority(name));
    X509Certificate root = draft.sign(draft.subject(), draft.keys());
    return new TestAuthority(root, draft.keys(), draft.subject(), List.of());
  }

  /** An intermediate below this authority. */
  public TestAuthority authority(String commonName) {
    return authority(commonName, draft -> draft);
  }

  /** An intermediate below this authority, changed. */
  public TestAuthority authority(String commonName, UnaryOperator<CertificateDraft> change) {
    CertificateDraft draft = change.apply(CertificateDraft.authority(commonName));
    X509Certificate issued = draft.sign(name, keys);
    return new TestAuthority(issued, draft.keys(), draft.subject(), issuedChain());
  }

  /** {@code other} signed again by this authority: same name, same key. */
  public TestAuthority crossSign(TestAuthority other) {
    return authority("unused", draft -> draft.subject(other.name.toString()).keys(other.keys));
  }

  /** A leaf for one name. */
  public TestLeaf leaf(String dnsName) {
    return leaf(dnsName, draft -> draft);
  }

  /** A leaf for one name, changed. */
  public TestLeaf leaf(String dnsName, UnaryOperator<CertificateDraft> change) {
    CertificateDraft draft = change.apply(CertificateDraft.leaf(dnsName));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(draft.sign(name, keys));
    chain.addAll(issuedChain());
    return new TestLeaf(draft.keys(), CertificateChain.of(chain));
  }

  /** The certificate of this authority. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The key pair of this authority. */
  public KeyPair keys() {
    return keys;
  }

  /** A policy that ships this root and asks for Let's Encrypt as issuer, as production does. */
  public TrustPolicy trustedAsShipped() {
    return new TrustPolicy(
        new TrustAnchors(List.of(certificate), List.of(), List.of()),
        Set.of(TrustPolicy.LETS_ENCRYPT));
  }

  /** The same, with this root as one that an operator added. */
  public TrustPolicy trustedAsAdded() {
    return new TrustPolicy(
        new TrustAnchors(List.of(), List.of(certificate), List.of()),
        Set.of(TrustPolicy.LETS_ENCRYPT));
  }

  /** What a leaf of this authority is sent with: itself and those above, without the root. */
  private List<X509Certificate> issuedChain() {
    if (certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate);
    chain.addAll(above);
    return chain;
  }

  /**
   * A leaf with its private key.
   *
   * @param chain the leaf and the intermediates above it
   */
  public record TestLeaf(KeyPair keys, CertificateChain chain) {

    /** The leaf alone. */
    public X509Certificate certificate() {
      return chain.leaf();
    }

    /** The same leaf, sent with these certificates instead. */
    public CertificateChain sentWith(X509Certificate... others) {
      List<X509Certificate> all = new ArrayList<>();
      all.add(certificate());
      all.addAll(List.of(others));
      return CertificateChain.of(all);
    }
  }
}
