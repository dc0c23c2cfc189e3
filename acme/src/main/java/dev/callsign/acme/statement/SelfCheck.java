package dev.callsign.acme.statement;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Verdict;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a statement once before anybody sees it, with the code that directories and clients use.
 *
 * <p>The certificates after the leaf stand in for trust anchors here: whom the world trusts is not
 * the signer's to decide, but that they issued the leaf is.
 */
final class SelfCheck {

  private SelfCheck() {}

  /**
   * Verifies what was just signed.
   *
   * @param previous what it follows; null for the first statement
   * @return remarks for the owner; empty when there is nothing to know
   * @throws CommandFailure {@code BAD_INPUT}: everybody would refuse this statement
   */
  static List<String> run(
      String compact,
      Callsign callsign,
      CertificateChain chain,
      @Nullable RecordedStatement previous,
      Instant at)
      throws CommandFailure {
    List<X509Certificate> issuers = chain.certificates().subList(1, chain.certificates().size());
    TrustPolicy ownChain =
        new TrustPolicy(new TrustAnchors(List.of(), issuers, List.of()), Set.of());
    List<Finding> findings = verify(compact, callsign, previous, at, ownChain).findings();
    List<String> remarks = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.failed()) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT, "nobody would accept this statement: " + describe(finding));
      }
      if (finding.verdict() == Verdict.WARN) {
        remarks.add(describe(finding));
      }
    }
    verify(compact, callsign, previous, at, TrustPolicy.production()).findings().stream()
        .filter(Finding::failed)
        .findFirst()
        .map(
            failure ->
                "only those who add its authority as an anchor accept this statement: "
                    + describe(failure))
        .ifPresent(remarks::add);
    return remarks;
  }

  private static StatementVerdict verify(
      String compact,
      Callsign callsign,
      @Nullable RecordedStatement previous,
      Instant at,
      TrustPolicy trust) {
    return new StatementVerifier(VerificationPolicy.of(trust))
        .verify(callsign, compact, Observation.offline(previous), at);
  }

  private static String describe(Finding finding) {
    String slug = finding.slug() == null ? finding.step().text() : finding.slug().text();
    return slug + ": expected " + finding.expected() + "; saw " + finding.seen();
  }
}
