package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * The step {@code chain}: path validation to the anchors of a policy (RFC 5280 §6.1), and the rules
 * of docs/verification.md on top.
 *
 * <p>Two layers: {@link #baseline} is what RFC 5280 and the CA/B Baseline Requirements ask of every
 * path, {@link #policy} what this project asks for besides. A path must keep both; with several
 * paths, one is enough.
 *
 * <p>A pure function: same chain, policy and instant, same findings. Signatures, paths and
 * comparisons of names are bounded by number. Does NOT check revocation, certificate transparency,
 * the leaf's own profile or its names.
 */
public final class ChainVerifier {

  private static final String EXPECTED = "a path of signatures to a pinned trust anchor";

  private ChainVerifier() {}

  /**
   * Verifies that {@code chain} leads to an anchor of {@code policy} at one instant.
   *
   * @param chain leaf first; the order of the others is not trusted, unrelated ones are ignored
   * @param at compared with notBefore and notAfter of every certificate, both inclusive, in whole
   *     seconds (RFC 5280 §4.1.2.5)
   * @return the finding of the step, and who issued the leaf
   */
  public static ChainVerdict verify(CertificateChain chain, TrustPolicy policy, Instant at) {
    return verify(chain, policy, at, SignatureChecks.all());
  }

  /**
   * As {@link #verify(CertificateChain, TrustPolicy, Instant)}, with these checks of signatures.
   */
  public static ChainVerdict verify(
      CertificateChain chain, TrustPolicy policy, Instant at, SignatureChecks checks) {
    int intermediates = CertificatePath.MAX_BELOW_ANCHOR - 1;
    List<PathRule> rules =
        Stream.concat(
                baseline(at, KeyPurposeId.id_kp_serverAuth, intermediates).stream(),
                policy(policy).stream())
            .toList();
    return verify(chain, new PathFinder(chain, policy.anchors(), checks), rules);
  }

  /** Takes the first path that keeps {@code rules}; where none does, the fault of the shortest. */
  static ChainVerdict verify(CertificateChain chain, PathFinder finder, List<PathRule> rules) {
    @Nullable ChainVerdict first = null;
    for (Optional<CertificatePath> next = finder.next(); next.isPresent(); next = finder.next()) {
      CertificatePath path = next.get();
      Optional<Finding> fault = fault(path, rules);
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

  /**
   * The rules of RFC 5280 and the Baseline Requirements.
   *
   * @param purpose what the leaf is to be used for
   * @param maxIntermediates not counting self-issued ones (RFC 5280 §6.1.2 k)
   */
  static List<PathRule> baseline(Instant at, KeyPurposeId purpose, int maxIntermediates) {
    return List.of(
        SignatureAlgorithms.BASELINE,
        KeyStrength::authorities,
        new ValidityPeriod(at),
        AuthorityUse::isAuthority,
        AuthorityUse::signsCertificates,
        path -> AuthorityUse.servesPurpose(path, purpose),
        AuthorityForm::intermediates,
        AnchorForm::anchor,
        new PathLength(maxIntermediates),
        new NameConstraintsRule(),
        new PolicyRule());
  }

  /** The rules of this project. */
  static List<PathRule> policy(TrustPolicy policy) {
    return List.of(
        SignatureAlgorithms.LETS_ENCRYPT,
        AuthorityUse::hasKeyUsage,
        new IssuerOrganization(policy.issuerOrganizations()));
  }

  private static Optional<Finding> fault(CertificatePath path, List<PathRule> rules) {
    Optional<ParsedPath> parsed = ParsedPath.of(path);
    if (parsed.isEmpty()) {
      return Optional.of(
          Finding.fail(Slug.CHAIN_CONSTRAINT, "certificates in DER", "a malformed one"));
    }
    return rules.stream().flatMap(rule -> rule.broken(parsed.get()).stream()).findFirst();
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
}
