package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.jspecify.annotations.Nullable;

/**
 * Where an authority requires explicit policies, one is valid along the whole path (RFC 5280 §6.1,
 * with the policy graph of RFC 9618).
 *
 * <p>The relying party itself asks for no policy: any one will do, none is required at the start,
 * mappings and anyPolicy are not inhibited. So the graph needs no edges: of each level only the
 * policies are kept, each with those that count as it on the next level. A level has at most as
 * many entries as the certificate and the level above have policies.
 */
final class PolicyRule implements PathRule {

  private static final ASN1ObjectIdentifier ANY_POLICY = new ASN1ObjectIdentifier("2.5.29.32.0");

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    Walk walk = new Walk(path.certificates().size());
    List<CertificateFields> below = path.downwards().subList(1, path.downwards().size());
    for (CertificateFields certificate : below) {
      boolean last = certificate == path.leaf();
      walk.enter(certificate, last);
      if (!walk.keepsPolicies() || (!last && !walk.leave(certificate))) {
        return broken(certificate);
      }
    }
    walk.finish(path.leaf());
    return walk.keepsPolicies() ? Optional.empty() : broken(path.leaf());
  }

  private static Optional<Finding> broken(CertificateFields certificate) {
    return Optional.of(
        Finding.fail(
            Slug.CHAIN_CONSTRAINT,
            "a policy that is valid along the whole path, as an authority requires one",
            "none at " + certificate));
  }

  /** The state variables of RFC 5280 §6.1.2, from the anchor down. */
  private static final class Walk {

    /** Policy to the policies of the next certificate that count as it; empty: none is valid. */
    private Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> level =
        Map.of(ANY_POLICY, Set.of(ANY_POLICY));

    private int explicitPolicy;
    private int policyMapping;
    private int inhibitAnyPolicy;

    Walk(int length) {
      explicitPolicy = length + 1;
      policyMapping = length + 1;
      inhibitAnyPolicy = length + 1;
    }

    boolean keepsPolicies() {
      return explicitPolicy > 0 || !level.isEmpty();
    }

    /** RFC 5280 §6.1.3 d and e. */
    void enter(CertificateFields certificate, boolean last) {
      Set<ASN1ObjectIdentifier> policies =
          Set.copyOf(certificate.extension(KnownExtension.POLICIES).orElse(List.of()));
      Set<ASN1ObjectIdentifier> expected = new HashSet<>();
      level.values().forEach(expected::addAll);
      Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> next = new HashMap<>();
      for (ASN1ObjectIdentifier policy : policies) {
        boolean valid = expected.contains(policy) || level.containsKey(ANY_POLICY);
        if (!policy.equals(ANY_POLICY) && valid) {
          next.put(policy, Set.of(policy));
        }
      }
      boolean any = inhibitAnyPolicy > 0 || (!last && certificate.isSelfIssued());
      if (policies.contains(ANY_POLICY) && any) {
        expected.forEach(policy -> next.putIfAbsent(policy, Set.of(policy)));
      }
      level = next;
    }

    /** RFC 5280 §6.1.4 a to j; false when a mapping is forbidden. */
    boolean leave(CertificateFields certificate) {
      if (!map(certificate)) {
        return false;
      }
      if (!certificate.isSelfIssued()) {
        explicitPolicy = Math.max(0, explicitPolicy - 1);
        policyMapping = Math.max(0, policyMapping - 1);
        inhibitAnyPolicy = Math.max(0, inhibitAnyPolicy - 1);
      }
      Optional<PolicyConstraints> constraints =
          certificate.extension(KnownExtension.POLICY_CONSTRAINTS);
      if (constraints.isPresent()) {
        explicitPolicy = min(explicitPolicy, constraints.get().getRequireExplicitPolicyMapping());
        policyMapping = min(policyMapping, constraints.get().getInhibitPolicyMapping());
      }
      inhibitAnyPolicy =
          certificate
              .extension(KnownExtension.INHIBIT_ANY_POLICY)
              .map(skip -> min(inhibitAnyPolicy, skip.getValue()))
              .orElse(inhibitAnyPolicy);
      return true;
    }

    private boolean map(CertificateFields certificate) {
      List<KnownExtension.PolicyMapping> mappings =
          certificate.extension(KnownExtension.POLICY_MAPPINGS).orElse(List.of());
      Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mapped = new HashMap<>();
      for (KnownExtension.PolicyMapping mapping : mappings) {
        if (mapping.issuer().equals(ANY_POLICY) || mapping.subject().equals(ANY_POLICY)) {
          return false;
        }
        mapped.computeIfAbsent(mapping.issuer(), p -> new HashSet<>()).add(mapping.subject());
      }
      Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> next = new HashMap<>(level);
      mapped.forEach(
          (policy, equivalents) -> {
            if (policyMapping == 0) {
              next.remove(policy);
            } else if (level.containsKey(policy) || level.containsKey(ANY_POLICY)) {
              next.put(policy, equivalents);
            }
          });
      level = next;
      return true;
    }

    /** RFC 5280 §6.1.5 a and b. */
    void finish(CertificateFields leaf) {
      explicitPolicy = Math.max(0, explicitPolicy - 1);
      boolean required =
          leaf.extension(KnownExtension.POLICY_CONSTRAINTS)
              .map(PolicyConstraints::getRequireExplicitPolicyMapping)
              .filter(skip -> skip.signum() == 0)
              .isPresent();
      explicitPolicy = required ? 0 : explicitPolicy;
    }

    private static int min(int current, @Nullable BigInteger skip) {
      return skip == null || skip.compareTo(BigInteger.valueOf(current)) > 0
          ? current
          : Math.max(0, skip.intValue());
    }
  }
}
