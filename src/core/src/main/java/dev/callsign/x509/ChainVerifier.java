package dev.callsign.x509;

import com.google.common.collect.ImmutableMap;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The step {@code chain}: PKIX to the anchors of a policy (RFC 5280 §6.1), and the rules of
 * docs/verification.md on top.
 *
 * <p>A pure function: same chain, policy and instant, same findings. Does NOT check revocation,
 * certificate transparency, the leaf's own profile or its names.
 */
public final class ChainVerifier {

  private static final String EXPECTED = "a path of signatures to a pinned trust anchor";

  /** Signature algorithms that may occur below an anchor (docs/verification.md, chain). */
  private static final ImmutableMap<String, String> SIGNATURE_ALGORITHMS =
      ImmutableMap.of(
          "1.2.840.113549.1.1.11", "sha256WithRSAEncryption",
          "1.2.840.10045.4.3.2", "ecdsa-with-SHA256",
          "1.2.840.10045.4.3.3", "ecdsa-with-SHA384");

  private static final String EKU_SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String EKU_ANY = "2.5.29.37.0";

  /** The bit keyCertSign of KeyUsage (RFC 5280 §4.2.1.3). */
  private static final int KEY_CERT_SIGN = 5;

  private ChainVerifier() {}

  /**
   * Verifies that {@code chain} leads to an anchor of {@code policy} at one instant.
   *
   * @param chain leaf first; the order of the others is not trusted, unrelated ones are ignored
   * @param at compared with notBefore and notAfter of every certificate below the anchor, both
   *     inclusive (RFC 5280 §4.1.2.5)
   * @return the finding of the step, and who issued the leaf
   */
  public static ChainVerdict verify(CertificateChain chain, TrustPolicy policy, Instant at) {
    PathFinder finder = new PathFinder(chain, policy.anchors());
    ChainVerdict first = null;
    for (CertificatePath path : finder.paths()) {
      Optional<Finding> fault = fault(path, policy, at);
      ChainVerdict verdict =
          new ChainVerdict(
              fault.orElseGet(() -> passed(path)), path.issuerOfLeaf(), path.anchorAdded());
      if (fault.isEmpty()) {
        return verdict;
      }
      first = first == null ? verdict : first;
    }
    return first == null ? new ChainVerdict(noPath(chain, finder), null, false) : first;
  }

  private static Finding passed(CertificatePath path) {
    return Finding.pass(
        Step.CHAIN, EXPECTED, "ends at " + path.anchor().getSubjectX500Principal().getName());
  }

  private static Finding noPath(CertificateChain chain, PathFinder finder) {
    boolean staging =
        chain.certificates().stream()
            .anyMatch(
                certificate ->
                    certificate.getIssuerX500Principal().getName().contains("(STAGING)"));
    if (staging) {
      return Finding.fail(
          Slug.CHAIN_STAGING,
          EXPECTED,
          "the certificate comes from Let's Encrypt's staging environment, which nobody trusts");
    }
    String issuer = chain.leaf().getIssuerX500Principal().getName();
    return finder.knowsLeafIssuer()
        ? Finding.fail(
            Slug.CHAIN_UNTRUSTED,
            EXPECTED,
            "no path of signatures leads from the issuer " + issuer + " to an anchor")
        : Finding.fail(
            Slug.CHAIN_INCOMPLETE,
            EXPECTED,
            "no certificate of the issuer " + issuer + " was sent or is known");
  }

  private static Optional<Finding> fault(CertificatePath path, TrustPolicy policy, Instant at) {
    return weakSignature(path)
        .or(() -> outsideValidity(path, at))
        .or(() -> brokenConstraint(path))
        .or(() -> pkixFault(path, at))
        .or(() -> otherIssuer(path, policy));
  }

  private static Optional<Finding> weakSignature(CertificatePath path) {
    for (X509Certificate certificate : path.certificates()) {
      if (!SIGNATURE_ALGORITHMS.containsKey(certificate.getSigAlgOID())) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_WEAK_SIGNATURE,
                "signatures by one of " + SIGNATURE_ALGORITHMS.values(),
                certificate.getSigAlgName() + " on " + subject(certificate)));
      }
    }
    for (X509Certificate issuer : authorities(path)) {
      PublicKey key = issuer.getPublicKey();
      if (!KeyStrength.isStrongAuthorityKey(key)) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_WEAK_SIGNATURE,
                "authorities with RSA keys of 2048 bits or more, or P-256 or larger curves",
                KeyStrength.describe(key) + " of " + subject(issuer)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> outsideValidity(CertificatePath path, Instant at) {
    for (X509Certificate certificate : path.certificates()) {
      if (at.isBefore(certificate.getNotBefore().toInstant())) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_NOT_YET_VALID,
                "validity at " + at,
                subject(certificate) + " is valid from " + certificate.getNotBefore().toInstant()));
      }
      if (at.isAfter(certificate.getNotAfter().toInstant())) {
        return Optional.of(
            Finding.fail(
                Slug.CHAIN_EXPIRED,
                "validity at " + at,
                subject(certificate) + " expired at " + certificate.getNotAfter().toInstant()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> brokenConstraint(CertificatePath path) {
    for (X509Certificate authority : authorities(path)) {
      boolean[] keyUsage = authority.getKeyUsage();
      if (authority.getBasicConstraints() < 0) {
        return constraint("a CA certificate", subject(authority) + " is none");
      }
      if (keyUsage == null || !keyUsage[KEY_CERT_SIGN]) {
        return constraint("keyCertSign in every issuer", subject(authority) + " lacks it");
      }
      List<String> purposes = extendedKeyUsage(authority);
      if (purposes != null && !purposes.contains(EKU_SERVER_AUTH) && !purposes.contains(EKU_ANY)) {
        return constraint("issuers for serverAuth", subject(authority) + " is for " + purposes);
      }
    }
    return Optional.empty();
  }

  /** Path lengths, name constraints, policies and critical extensions, as the JDK knows them. */
  private static Optional<Finding> pkixFault(CertificatePath path, Instant at) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.anchor(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      parameters.addCertPathChecker(new LeafExtensionsAreJudgedLater(path.certificates().size()));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(path.certificates()),
              parameters);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return constraint("a path that RFC 5280 accepts", String.valueOf(e.getMessage()));
    } catch (UnsupportedOperationException e) { // constraints on names the JDK cannot compare
      return constraint("name constraints that can be judged", String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK validates PKIX paths", e);
    }
  }

  /**
   * A public authority names its organization (CA/B Baseline Requirements §7.1.2); a private one
   * below an anchor that an operator added may name none, as that anchor vouches for itself.
   */
  private static Optional<Finding> otherIssuer(CertificatePath path, TrustPolicy policy) {
    Set<String> allowed = policy.issuerOrganizations();
    Optional<String> organization = Organization.of(path.issuerOfLeaf());
    boolean accepted =
        allowed.isEmpty() || organization.map(allowed::contains).orElse(path.anchorAdded());
    return accepted
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                Slug.CHAIN_NOT_LETSENCRYPT,
                "an issuer of the organization " + String.join(" or ", new TreeSet<>(allowed)),
                "issued by " + organization.orElse("an issuer that names no organization")));
  }

  private static List<X509Certificate> authorities(CertificatePath path) {
    return path.certificates().subList(1, path.certificates().size());
  }

  /** The purposes of the certificate, or null where it names none. */
  private static @Nullable List<String> extendedKeyUsage(X509Certificate certificate) {
    try {
      return certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static Optional<Finding> constraint(String expected, String seen) {
    return Optional.of(Finding.fail(Slug.CHAIN_CONSTRAINT, expected, seen));
  }

  private static String subject(X509Certificate certificate) {
    return "'" + certificate.getSubjectX500Principal().getName() + "'";
  }
}
