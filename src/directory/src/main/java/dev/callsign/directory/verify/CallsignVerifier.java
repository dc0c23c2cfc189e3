package dev.callsign.directory.verify;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.directory.dns.CallsignResolver;
import dev.callsign.directory.dns.Resolution;
import dev.callsign.directory.fetch.FetchResult;
import dev.callsign.directory.fetch.StatementFetcher;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the whole policy for one callsign: resolve, fetch, verify.
 *
 * <p>Blocks the calling thread for at most {@link #BUDGET}; safe for concurrent use. Records
 * nothing.
 */
public final class CallsignVerifier {

  /**
   * Wall-clock time of one verification, both tries together: nothing is waited for beyond it. A
   * second try starts only while half of it is left.
   */
  static final Duration BUDGET = Duration.ofSeconds(30);

  private final CallsignResolver resolver;
  private final StatementFetcher fetcher;
  private final StatementVerifier statements;
  private final Clock clock;
  private final Ticker ticker;

  /**
   * A verifier out of its three parts.
   *
   * @param clock gives the instant that is judged at
   * @param ticker measures the budget
   */
  public CallsignVerifier(
      CallsignResolver resolver,
      StatementFetcher fetcher,
      StatementVerifier statements,
      Clock clock,
      Ticker ticker) {
    this.resolver = resolver;
    this.fetcher = fetcher;
    this.statements = statements;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Verifies what the domain of {@code callsign} serves now; once more on transport errors only.
   *
   * @param recorded the last accepted statement; null when there is none
   */
  public Verification verify(Callsign callsign, @Nullable RecordedStatement recorded) {
    Deadline deadline = Deadline.after(BUDGET, ticker);
    Attempt first = attempt(callsign, recorded, deadline);
    boolean hasTime = deadline.remaining().compareTo(BUDGET.dividedBy(2)) > 0;
    return first.isTransport() && hasTime
        ? attempt(callsign, recorded, deadline).verification()
        : first.verification();
  }

  private record Attempt(Verification verification, boolean isTransport) {}

  private Attempt attempt(
      Callsign callsign, @Nullable RecordedStatement recorded, Deadline deadline) {
    List<Finding> findings = new ArrayList<>();
    findings.add(name(callsign));
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
          case FetchResult.Fetched answer -> {
            if (resolved.pin() != null) {
              resolved.pin().objection(answer.body()).ifPresent(findings::add);
            }
            yield new Attempt(judge(callsign, answer, recorded, findings), false);
          }
        };
      }
    };
  }

  private static Finding name(Callsign callsign) {
    String expected = "a name as docs/protocol.md §2 defines it";
    return callsign.isConfusable()
        ? Finding.warn(
            Slug.CONFUSABLE_NAME,
            "letters of one script that cannot be taken for others",
            callsign.uLabel() + " looks like another name: show " + callsign.aLabel())
        : Finding.pass(Step.NAME, expected, callsign.aLabel());
  }

  private Verification judge(
      Callsign callsign,
      FetchResult.Fetched fetched,
      @Nullable RecordedStatement recorded,
      List<Finding> findings) {
    Instant at = clock.instant();
    StatementVerdict verdict =
        statements.verify(callsign, fetched.body(), fetched.presented(), recorded, at);
    findings.addAll(verdict.findings());
    return switch (verdict) {
      case StatementVerdict.Rejected rejected -> rejected(callsign, fetched.address(), findings);
      case StatementVerdict.Verified verified
          when findings.stream().anyMatch(Finding::failed) -> // the pin of another statement
          rejected(callsign, fetched.address(), findings);
      case StatementVerdict.Verified verified ->
          new Verification.Verified(
              verified.statement(),
              new VerificationReport(callsign.aLabel(), at, fetched.address(), findings));
    };
  }

  /** Completes a report with the steps that were not reached. */
  private Verification rejected(
      Callsign callsign, @Nullable String address, List<Finding> findings) {
    for (Step step : Step.values()) {
      if (findings.stream().noneMatch(finding -> finding.step() == step)) {
        findings.add(Finding.skip(step, "an earlier step failed"));
      }
    }
    return new Verification.Rejected(
        new VerificationReport(callsign.aLabel(), clock.instant(), address, findings));
  }
}
