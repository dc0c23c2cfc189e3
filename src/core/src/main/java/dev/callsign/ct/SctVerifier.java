package dev.callsign.ct;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.x509.SignatureChecks;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The step {@code ct}: do public logs promise to show this certificate (RFC 6962 §3;
 * docs/verification.md, "Certificate transparency")?
 *
 * <p>A pure function: same certificates, policy and instant, same findings. Does NOT check that the
 * logs kept their promises, nor who signed the leaf, nor SCTs that come in other ways than embedded
 * in the certificate.
 */
public final class SctVerifier {

  /** How far the clock of a log may be ahead of ours. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /** Logs, and operators of logs, that have to vouch for a certificate. */
  private static final int ENOUGH = 2;

  private static final String EXPECTED = "SCTs of two logs of two operators, all of them valid";

  private SctVerifier() {}

  /**
   * Verifies every SCT that is embedded in a leaf.
   *
   * @param issuer whose key signed the leaf; null where nobody knows, so that no SCT can be
   *     verified
   * @param at no SCT is from later, except for {@code CLOCK_SKEW}
   * @return at least one finding of the step {@code ct}: every failure, every warning, or the one
   *     that it passes or is skipped; never throws for bad input
   */
  public static List<Finding> check(
      X509Certificate leaf, @Nullable X509Certificate issuer, CtPolicy policy, Instant at) {
    return check(leaf, issuer, policy, at, SignatureChecks.all());
  }

  /** As the other one, with these checks of signatures. */
  public static List<Finding> check(
      X509Certificate leaf,
      @Nullable X509Certificate issuer,
      CtPolicy policy,
      Instant at,
      SignatureChecks checks) {
    if (policy.mode() == Mode.OFF) {
      return List.of(Finding.skip(Step.CT, "switched off by the operator"));
    }
    return findings(leaf, issuer, policy.logs(), at, checks).stream()
        .map(policy.mode()::apply)
        .toList();
  }

  private static List<Finding> findings(
      X509Certificate leaf,
      @Nullable X509Certificate issuer,
      LogList logs,
      Instant at,
      SignatureChecks checks) {
    try {
      Optional<SctList> list = SctList.of(leaf);
      if (list.isEmpty()) {
        return List.of(Finding.fail(Slug.CT_MISSING, EXPECTED, "no SCT in the certificate"));
      }
      return issuer == null
          ? List.of(Finding.skip(Step.CT, "SCTs name the issuer, and nobody knows who that is"))
          : judge(verdicts(list.get(), leaf, issuer, logs, at, checks));
    } catch (MalformedException e) {
      return List.of(Finding.fail(e.slug(), "a list of SCTs as RFC 6962 §3.3 has it", e.detail()));
    }
  }

  /** One verdict an SCT, in the order of the certificate. */
  static List<SctVerdict> verdicts(
      SctList list,
      X509Certificate leaf,
      X509Certificate issuer,
      LogList logs,
      Instant at,
      SignatureChecks checks)
      throws MalformedException {
    Precertificate precertificate = Precertificate.of(leaf, issuer);
    Instant end = leaf.getNotAfter().toInstant();
    List<SctVerdict> verdicts = new ArrayList<>();
    for (Sct sct : list.scts()) {
      Optional<CtLog> log = logs.lookUp(sct.logId());
      if (logs.denies(sct.logId())) {
        verdicts.add(new SctVerdict.Denied(sct.logId()));
      } else if (log.isEmpty()) {
        verdicts.add(new SctVerdict.Unknown(sct.logId()));
      } else {
        verdicts.add(verdict(sct, log.get(), precertificate, end, at, checks));
      }
    }
    for (int i = 0; i < list.otherVersions(); i++) {
      verdicts.add(new SctVerdict.Unknown("of another version than 1"));
    }
    return verdicts;
  }

  private static SctVerdict verdict(
      Sct sct,
      CtLog log,
      Precertificate precertificate,
      Instant end,
      Instant at,
      SignatureChecks checks) {
    if (!log.signed(sct, precertificate, checks)) {
      return bad(log, "did not sign this SCT for this certificate");
    }
    if (sct.timestamp().isAfter(at.plus(CLOCK_SKEW))) {
      return bad(log, "signed in the future: " + sct.timestamp());
    }
    if (sct.timestamp().isAfter(end)) {
      return bad(log, "signed after the certificate had ended: " + sct.timestamp());
    }
    return log.takes(end)
        ? new SctVerdict.Valid(log, sct)
        : bad(log, "takes no certificates that end at " + end);
  }

  private static SctVerdict bad(CtLog log, String why) {
    return new SctVerdict.Bad(log.described() + " " + why);
  }

  private static List<Finding> judge(List<SctVerdict> verdicts) {
    List<Finding> findings = new ArrayList<>();
    List<SctVerdict.Denied> denied = only(SctVerdict.Denied.class, verdicts);
    if (!denied.isEmpty()) {
      findings.add(
          Finding.fail(
              Slug.CT_DENIED_LOG,
              "no SCT of a log whose private key is public",
              joined(denied.stream().map(SctVerdict.Denied::logId).toList())));
    }
    List<SctVerdict.Bad> bad = only(SctVerdict.Bad.class, verdicts);
    if (!bad.isEmpty()) {
      findings.add(
          Finding.fail(
              Slug.CT_BAD_SCT,
              "every SCT of a known log valid",
              joined(bad.stream().map(SctVerdict.Bad::why).toList())));
    }
    List<SctVerdict.Unknown> unknown = only(SctVerdict.Unknown.class, verdicts);
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.warn(
              Slug.CT_UNKNOWN_LOG,
              "SCTs of logs on the list only; another counts as none",
              joined(unknown.stream().map(SctVerdict.Unknown::logId).toList())));
    }
    count(only(SctVerdict.Valid.class, verdicts)).ifPresent(findings::add);
    return findings.isEmpty()
        ? List.of(
            Finding.pass(Step.CT, EXPECTED, described(only(SctVerdict.Valid.class, verdicts))))
        : findings;
  }

  /** What is wrong with how many logs vouch for the certificate. */
  private static Optional<Finding> count(List<SctVerdict.Valid> valid) {
    if (valid.stream().map(each -> each.log().id()).distinct().count() < ENOUGH) {
      return Optional.of(Finding.warn(Slug.CT_TOO_FEW, "valid SCTs of two logs", described(valid)));
    }
    if (valid.stream().map(each -> each.log().operator()).distinct().count() < ENOUGH) {
      return Optional.of(
          Finding.warn(Slug.CT_ONE_OPERATOR, "logs of two operators", described(valid)));
    }
    return Optional.empty();
  }

  private static String described(List<SctVerdict.Valid> valid) {
    return valid.isEmpty()
        ? "none"
        : joined(valid.stream().map(SctVerdict.Valid::toString).toList());
  }

  private static String joined(List<String> parts) {
    return parts.stream().collect(Collectors.joining("; "));
  }

  private static <T extends SctVerdict> List<T> only(Class<T> type, List<SctVerdict> verdicts) {
    return verdicts.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
