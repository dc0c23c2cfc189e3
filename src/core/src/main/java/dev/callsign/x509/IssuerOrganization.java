package dev.callsign.x509;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A public authority names its organization (BR §7.1.2); a private one below an anchor that an
 * operator added may name none, as that anchor vouches for itself.
 *
 * @param allowed the organizations that may issue leaves; empty for any
 */
record IssuerOrganization(Set<String> allowed) implements PathRule {

  IssuerOrganization {
    allowed = Set.copyOf(allowed);
  }

  @Override
  public Optional<Finding> broken(ParsedPath path) {
    CertificateFields issuer = path.authorities().getFirst();
    Optional<String> organization = Organization.of(issuer.certificate());
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
}
