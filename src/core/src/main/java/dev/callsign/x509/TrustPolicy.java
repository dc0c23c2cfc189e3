package dev.callsign.x509;

import java.util.Set;

/**
 * Whom a chain must come from.
 *
 * @param anchors the roots in force
 * @param issuerOrganizations the organizations (X.520 O) whose authorities may issue leaves; empty
 *     means any authority below the anchors
 */
public record TrustPolicy(TrustAnchors anchors, Set<String> issuerOrganizations) {

  /** The organization in every issuing certificate of Let's Encrypt. */
  public static final String LETS_ENCRYPT = "Let's Encrypt";

  /** Copies the set. */
  public TrustPolicy {
    issuerOrganizations = Set.copyOf(issuerOrganizations);
  }

  /** Let's Encrypt and nobody else, as docs/verification.md fixes it for production. */
  public static TrustPolicy production() {
    return new TrustPolicy(TrustAnchors.letsEncrypt(), Set.of(LETS_ENCRYPT));
  }
}
