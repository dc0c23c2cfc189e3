package dev.callsign.directory.verify;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.directory.dns.CallsignResolver;
import dev.callsign.directory.dns.Resolution;
import dev.callsign.directory.fetch.FetchResult;
import dev.callsign.directory.fetch.StatementFetcher;
import dev.callsign.evidence.Evidence;
import dev.callsign.name.Callsign;
import dev.callsign.name.NameRules;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.revocation.RevocationVerifier;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.RevocationSource;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerdict;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.SignatureChecks;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the whole policy for one callsign: resolve, fetch, verify.
 *
 * <p>Blocks the calling thread for at most {@link #BUDGET}; safe for concurrent use. Records
 * nothing.
 */
public final class CallsignVerifier implements Verifier {

  /**
   * Wall-clock time of one verification, both tries together: nothing is waited for beyond it. A
   * second try starts only while half of it is left.
   */
  static final Duration BUDGET = Duration.ofSeconds(30);

  private final CallsignResolver resolver;
  private final StatementFetcher fetcher;
  private final RevocationSource revocation;
  private final Supplier<VerificationPolicy> policyInForce;
  private final Clock clock;
  private final Ticker ticker;

  /**
   * A verifier out of its parts.
   *
   * @param revocation asked once the leaf and its issuer are known; may fetch
   * @param policyInForce asked once in each verification
   * @param clock gives the instant that is judged at
   * @param ticker measures the budget
   */
  public CallsignVerifier(
      CallsignResolver resolver,
      StatementFetcher fetcher,
      RevocationSource revocation,
      Supplier<VerificationPolicy> policyInForce,
      Clock clock,
      Ticker ticker) {
    this.resolver = resolver;
    this.fetcher = fetcher;
    this.revocation = revocation;
    this.policyInForce = policyInForce;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Verifies what the domain of {@code callsign} serves now; once more on transport errors only.
   *
   * @param recorded the last accepted statement; null when there is none
   * @param signatures are not computed again; everything else about them is judged anew
   */
  @Override
  public Verification verify(
      Callsign callsign, @Nullable RecordedStatement recorded, Set<String> signatures) {
    Deadline deadline = Deadline.after(BUDGET, ticker);
    Attempt first = attempt(callsign, recorded, signatures, deadline);
    boolean hasTime = deadline.remaining().compareTo(BUDGET.dividedBy(2)) > 0;
    return first.isTransport() && hasTime
        ? attempt(callsign, recorded, signatures, deadline).verification()
        : first.verification();
  }

  /** Judges by the list in the cache; fetches a newer one where it is old. */
  @Override
  public boolean isRevoked(String compact) {
    return revocation(compact)
        .map(Revocation::finding)
        .filter(finding -> finding.failed() && finding.slug() == Slug.REVOKED)
        .isPresent();
  }

  @Override
  public Optional<Crl> revocationList(String compact) {
    return revocation(compact)
        .filter(known -> known.mode() == Mode.ENFORCE)
        .filter(known -> !known.finding().failed() || known.finding().slug() == Slug.REVOKED)
        .map(Revocation::evidence)
        .filter(RevocationEvidence.Fetched.class::isInstance)
        .map(evidence -> ((RevocationEvidence.Fetched) evidence).crl());
  }

  /** What is known of the revocation of a leaf, and what it comes to. */
  private record Revocation(RevocationEvidence evidence, Finding finding, Mode mode) {}

  /** Empty when nobody is asked. */
  private Optional<Revocation> revocation(String compact) {
    VerificationPolicy policy = policyInForce.get();
    CertificateChain chain = chain(compact);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ChainVerdict verdict = ChainVerifier.verify(chain, policy.trust(), at);
    X509Certificate issuer = verdict.issuer();
    Mode mode = policy.revocation();
    if (issuer == null || mode == Mode.OFF) {
      return Optional.empty();
    }
    boolean isAdded = verdict.anchorAdded();
    RevocationEvidence evidence = revocation.evidenceFor(chain.leaf(), issuer, isAdded);
    return Optional.of(
        new Revocation(
            evidence,
            RevocationVerifier.check(chain.leaf(), issuer, isAdded, evidence, mode, at),
            mode));
  }

  private static CertificateChain chain(String compact) {
    try {
      return UnverifiedStatement.parse(compact).chain();
    } catch (MalformedException e) {
      throw new IllegalArgumentException("not a statement that was verified before", e);
    }
  }

  private record Attempt(Verification verification, boolean isTransport) {}

  private Attempt attempt(
      Callsign callsign,
      @Nullable RecordedStatement recorded,
      Set<String> signatures,
      Deadline deadline) {
    List<Finding> findings = new ArrayList<>();
    findings.add(NameRules.check(callsign));
    Resolution resolution = resolver.resolve(callsign, deadline);
    findings.addAll(resolution.findings());
    return switch (resolution) {
      case Resolution.Unresolved unresolved ->
          new Attempt(rejected(callsign, null, findings), false);
      case Resolution.Resolved resolved -> {
        FetchResult fetched = fetcher.fetch(callsign, resolved.addresses(), deadline);
        findings.addAll(fetched.findings());
        yield switch (fetched) {
          case FetchResult.Failed failed ->
              new Attempt(rejected(callsign, failed.address(), findings), failed.isTransport());
          case FetchResult.Fetched answer ->
              new Attempt(judge(callsign, resolved, answer, recorded, signatures, findings), false);
        };
      }
    };
  }

  private Verification judge(
      Callsign callsign,
      Resolution.Resolved resolved,
      FetchResult.Fetched fetched,
      @Nullable RecordedStatement recorded,
      Set<String> signatures,
      List<Finding> findings) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS); // what every storage keeps
    VerificationPolicy policy = policyInForce.get();
    RememberedRevocation remembered = new RememberedRevocation(revocation);
    Observation observed =
        new Observation(fetched.presented(), recorded, resolved.caa(), resolved.pin(), remembered);
    SignatureChecks checks = new SignatureChecks(signatures);
    StatementVerdict verdict =
        new StatementVerifier(policy).verify(callsign, fetched.body(), observed, at, checks);
    findings.addAll(verdict.findings());
    return switch (verdict) {
      case StatementVerdict.Rejected rejected -> rejected(callsign, fetched.address(), findings);
      case StatementVerdict.Verified verified -> {
        VerificationReport report =
            new VerificationReport(callsign.aLabel(), at, fetched.address(), findings);
        yield new Verification.Verified(
            verified.statement(),
            report,
            new Evidence(
                callsign,
                report,
                fetched.body(),
                fetched.presented(),
                recorded,
                resolved.caa(),
                resolved.pin(),
                remembered.evidence(),
                policy),
            checks.held());
      }
    };
  }

  /** Completes a report with the steps that were not reached. */
  private Verification rejected(
      Callsign callsign, @Nullable String address, List<Finding> findings) {
    for (Step step : EnumSet.range(Step.NAME, Step.FRESHNESS)) {
      if (findings.stream().noneMatch(finding -> finding.step() == step)) {
        findings.add(Finding.skip(step, "an earlier step failed"));
      }
    }
    return new Verification.Rejected(
        new VerificationReport(callsign.aLabel(), clock.instant(), address, findings));
  }
}
