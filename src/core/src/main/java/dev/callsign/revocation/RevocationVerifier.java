package dev.callsign.revocation;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The step {@code revocation}: the list that the leaf names, and no other source
 * (docs/verification.md).
 *
 * <p>A pure function: same leaf, issuer, evidence and instant, same finding. Does NOT check that
 * {@code issuer} issued the leaf or leads to an anchor (the step chain does), whether the issuer
 * itself was revoked, or that a list is the newest there is.
 */
public final class RevocationVerifier {

  /** The longest lifetime for which no list is needed (CA/B Baseline Requirements §7.1.2.11.2). */
  public static final Duration SHORT_LIVED = Duration.ofDays(7);

  /** The longest a list may be valid (CA/B Baseline Requirements §4.9.7; Let's Encrypt's: 9 d). */
  public static final Duration MAX_CRL_LIFETIME = Duration.ofDays(10);

  /** How long a list may fail to be had before the leaf is refused. */
  public static final Duration MAX_UNAVAILABLE = Duration.ofHours(24);

  /** How far the clock of an authority may be ahead of ours; lists are fetched when just made. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private static final String EXPECTED = "not on the list of revoked certificates that it names";
  private static final String EXPECTED_SCOPE =
      "a list by the issuer of the leaf, for the distribution point that the leaf names";
  private static final String EXPECTED_FRESH = "a list that is valid now, for at most 10 days";

  private RevocationVerifier() {}

  /**
   * Judges one leaf.
   *
   * @param issuer the certificate above the leaf in a chain that was verified
   * @param anchorAdded whether that chain ends at an anchor that an operator added
   * @param evidence what was found at the distribution point of this leaf
   * @param mode {@link Mode#OFF} skips, {@link Mode#EVIDENCE} warns of what would fail
   * @param at the instant at which the list must be valid: thisUpdate inclusive, nextUpdate
   *     exclusive
   * @return exactly one finding of the step {@code revocation}
   */
  public static Finding check(
      X509Certificate leaf,
      X509Certificate issuer,
      boolean anchorAdded,
      RevocationEvidence evidence,
      Mode mode,
      Instant at) {
    if (mode == Mode.OFF) {
      return Finding.skip(Step.REVOCATION, "the operator does not ask for revocation lists");
    }
    return mode.apply(finding(leaf, issuer, anchorAdded, evidence, at));
  }

  /**
   * Why a list cannot be used for the leaves of {@code issuer} that name {@code point} now: {@code
   * crl-scope} or {@code crl-stale}, or empty when it can.
   */
  public static Optional<Finding> fault(
      Crl crl, X509Certificate issuer, CrlDistributionPoint point, Instant at) {
    return outOfScope(crl, issuer, point).or(() -> stale(crl, at));
  }

  private static Finding finding(
      X509Certificate leaf,
      X509Certificate issuer,
      boolean anchorAdded,
      RevocationEvidence evidence,
      Instant at) {
    Optional<CrlDistributionPoint> point;
    try {
      point = CrlDistributionPoint.of(leaf, anchorAdded);
    } catch (MalformedException e) {
      return Finding.fail(
          Slug.CRL_SCOPE, "a leaf that names one list, on its issuer's host", e.detail());
    }
    return point
        .map(named -> judge(leaf, issuer, named, evidence, at))
        .orElseGet(() -> withoutPoint(leaf, anchorAdded));
  }

  /** A public authority must name a list; an operator may have one of his own that has none. */
  private static Finding withoutPoint(X509Certificate leaf, boolean anchorAdded) {
    Duration lifetime =
        Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    if (anchorAdded && lifetime.compareTo(SHORT_LIVED) > 0) {
      return Finding.skip(
          Step.REVOCATION, "the anchor is the operator's own, and the leaf names no list");
    }
    return lifetime.compareTo(SHORT_LIVED) <= 0
        ? Finding.pass(
            Step.REVOCATION,
            "a list, or a lifetime of at most 7 days",
            "none is needed for " + lifetime.toHours() + " hours")
        : Finding.fail(
            Slug.CRL_SCOPE,
            "a list, or a lifetime of at most 7 days",
            "the leaf names no list and lives " + lifetime.toDays() + " days");
  }

  private static Finding judge(
      X509Certificate leaf,
      X509Certificate issuer,
      CrlDistributionPoint point,
      RevocationEvidence evidence,
      Instant at) {
    return switch (evidence) {
      case RevocationEvidence.Absent absent ->
          Finding.fail(Slug.CRL_UNAVAILABLE, "the list at " + point.uri(), "nobody fetched it");
      case RevocationEvidence.Unavailable unavailable -> unavailable(point, unavailable, at);
      case RevocationEvidence.Fetched fetched -> judge(leaf, issuer, point, fetched.crl(), at);
    };
  }

  private static Finding unavailable(
      CrlDistributionPoint point, RevocationEvidence.Unavailable unavailable, Instant at) {
    String expected = "the list at " + point.uri();
    String seen = "not to be had since " + unavailable.since() + ": " + unavailable.reason();
    return at.isBefore(unavailable.since().plus(MAX_UNAVAILABLE))
        ? Finding.warn(Slug.CRL_UNAVAILABLE, expected, seen)
        : Finding.fail(Slug.CRL_UNAVAILABLE, expected, seen);
  }

  /** A list that is too old still says who was revoked: nobody is taken off it in his lifetime. */
  private static Finding judge(
      X509Certificate leaf,
      X509Certificate issuer,
      CrlDistributionPoint point,
      Crl crl,
      Instant at) {
    return outOfScope(crl, issuer, point)
        .or(() -> crl.find(leaf.getSerialNumber()).map(RevocationVerifier::revoked))
        .or(() -> stale(crl, at))
        .orElseGet(
            () ->
                Finding.pass(
                    Step.REVOCATION,
                    EXPECTED,
                    "none of the %d on list %s of %s"
                        .formatted(crl.size(), crl.number().orElseThrow(), crl.thisUpdate())));
  }

  private static Finding revoked(CrlEntry entry) {
    return Finding.fail(
        Slug.REVOKED, EXPECTED, "revoked at " + entry.revokedAt() + ": " + entry.reason());
  }

  private static Optional<Finding> outOfScope(
      Crl crl, X509Certificate issuer, CrlDistributionPoint point) {
    return CrlScope.faultByIssuer(crl, issuer)
        .or(() -> CrlScope.faultByPoint(crl, point))
        .map(seen -> Finding.fail(Slug.CRL_SCOPE, EXPECTED_SCOPE, seen));
  }

  private static Optional<Finding> stale(Crl crl, Instant at) {
    if (at.plus(CLOCK_SKEW).isBefore(crl.thisUpdate())) {
      return stale("it is of " + crl.thisUpdate() + ", which is ahead");
    }
    if (crl.nextUpdate().isEmpty()) {
      return stale("it does not say how long it is valid");
    }
    Instant nextUpdate = crl.nextUpdate().get();
    if (!at.isBefore(nextUpdate)) {
      return stale("it should have been replaced at " + nextUpdate);
    }
    Duration lifetime = Duration.between(crl.thisUpdate(), nextUpdate);
    return lifetime.compareTo(MAX_CRL_LIFETIME) > 0
        ? stale("it is valid for " + lifetime.toDays() + " days")
        : Optional.empty();
  }

  private static Optional<Finding> stale(String seen) {
    return Optional.of(Finding.fail(Slug.CRL_STALE, EXPECTED_FRESH, seen));
  }
}
