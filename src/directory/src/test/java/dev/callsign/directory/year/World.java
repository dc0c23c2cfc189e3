package dev.callsign.directory.year;

import dev.callsign.caa.CaaLookup;
import dev.callsign.directory.verify.Verification;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.evidence.Evidence;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.CertificateChain;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The outside world: hosts, and authorities that revoke. What a host serves is a real statement,
 * and core judges it: once for what it is held against. What has not changed since is not judged
 * again. Safe for concurrent use.
 */
final class World implements Verifier {
  private static final CaaLookup NOBODY_ASKED = new CaaLookup.Failed("nobody asks in this world");

  private final Map<Callsign, Owner> owners;
  private final Notary notary;
  private final Clock clock;
  private final CertificateChain terminator;
  private final Map<String, Draft> drafts = new ConcurrentHashMap<>();
  private final Map<Callsign, Judged> judged = new ConcurrentHashMap<>();
  private final LongAdder checks = new LongAdder();

  /**
   * A world with these owners.
   *
   * @param terminator what is presented for those who do not terminate TLS themselves
   */
  World(Map<Callsign, Owner> owners, Notary notary, Clock clock, CertificateChain terminator) {
    this.owners = Map.copyOf(owners);
    this.notary = notary;
    this.clock = clock;
    this.terminator = terminator;
  }

  /**
   * What core said last of a domain.
   *
   * @param isOver whether the statement had ended
   */
  private record Judged(
      Draft draft, @Nullable RecordedStatement basis, boolean isOver, StatementVerdict verdict) {
    boolean answers(Draft other, @Nullable RecordedStatement against, boolean over) {
      return draft == other && isOver == over && Objects.equals(basis, against);
    }
  }

  /** How often somebody looked at a host. */
  long checks() {
    return checks.sum();
  }

  /** How many statements were signed. */
  int statements() {
    return drafts.size();
  }

  /** The draft of a statement that was signed. */
  Draft draft(String compact) {
    return Objects.requireNonNull(drafts.get(compact));
  }

  @Override
  public Verification verify(
      Callsign callsign, @Nullable RecordedStatement recorded, Set<String> signatures) {
    checks.increment();
    Owner owner = owner(callsign);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return switch (owner.hosting(at)) {
      case Hosting.Fails fails -> rejected(callsign, at, fails.reason());
      case Hosting.Serves serves ->
          owner.isRevoked(serves.draft(), at)
              ? rejected(callsign, at, Slug.REVOKED)
              : judge(owner, serves.draft(), recorded, at);
    };
  }

  @Override
  public boolean isRevoked(String compact) {
    Draft draft = draft(compact);
    return owner(draft.callsign()).isRevoked(draft, clock.instant());
  }

  @Override
  public Optional<Crl> revocationList(String compact) {
    return Optional.empty();
  }

  private Owner owner(Callsign callsign) {
    return Objects.requireNonNull(owners.get(callsign));
  }

  private Verification judge(
      Owner owner, Draft draft, @Nullable RecordedStatement recorded, Instant at) {
    Draft.Signed signed = draft.signed(notary);
    drafts.put(signed.compact(), draft);
    boolean isOver = !at.isBefore(draft.period().end());
    CertificateChain presented = presented(owner, draft, signed);
    Observation observed = new Observation(presented, recorded, NOBODY_ASKED, null, null);
    StatementVerdict verdict = verdict(draft, signed, observed, isOver, at);
    VerificationReport report =
        new VerificationReport(draft.callsign().aLabel(), at, null, verdict.findings());
    return switch (verdict) {
      case StatementVerdict.Rejected rejected -> new Verification.Rejected(report);
      case StatementVerdict.Verified verified ->
          new Verification.Verified(
              verified.statement(),
              report,
              new Evidence(
                  draft.callsign(),
                  report,
                  signed.compact(),
                  presented,
                  recorded,
                  NOBODY_ASKED,
                  null,
                  new RevocationEvidence.Absent(),
                  notary.policy()),
              Set.of());
    };
  }

  private CertificateChain presented(Owner owner, Draft draft, Draft.Signed signed) {
    return owner.isBehindAnother() && !draft.isForeign() ? terminator : signed.chain();
  }

  private StatementVerdict verdict(
      Draft draft, Draft.Signed signed, Observation observed, boolean isOver, Instant at) {
    RecordedStatement recorded = observed.recorded();
    Judged last = judged.get(draft.callsign());
    if (last != null && last.answers(draft, recorded, isOver)) {
      return last.verdict();
    }
    StatementVerdict verdict =
        last != null && last.draft() == draft && isItself(last.verdict(), recorded) && !isOver
            ? unchanged((StatementVerdict.Verified) last.verdict())
            : new StatementVerifier(notary.policy())
                .verify(draft.callsign(), signed.compact(), observed, at);
    judged.put(draft.callsign(), new Judged(draft, recorded, isOver, verdict));
    return verdict;
  }

  private static boolean isItself(StatementVerdict verdict, @Nullable RecordedStatement recorded) {
    return recorded != null
        && verdict instanceof StatementVerdict.Verified verified
        && verified.statement().sha256().equals(recorded.sha256());
  }

  /** What core says of a statement that is held against itself. */
  private static StatementVerdict unchanged(StatementVerdict.Verified verified) {
    VerifiedStatement statement = verified.statement();
    List<Finding> findings =
        verified.findings().stream()
            .filter(finding -> finding.slug() != Slug.UNANNOUNCED_DOMAIN_KEY)
            .toList();
    return new StatementVerdict.Verified(statement, findings);
  }

  private static Verification rejected(Callsign callsign, Instant at, Slug reason) {
    Finding finding = Finding.fail(reason, "a host that is well", "another one");
    return new Verification.Rejected(
        new VerificationReport(callsign.aLabel(), at, null, List.of(finding)));
  }
}
