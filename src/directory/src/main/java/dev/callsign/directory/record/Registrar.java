package dev.callsign.directory.record;

import com.google.common.base.Ticker;
import dev.callsign.directory.record.CallsignRepository.Accepted;
import dev.callsign.directory.state.Sighting;
import dev.callsign.directory.verify.Verification;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the flow for one callsign: verify what its domain serves now, then record what was seen.
 *
 * <p>Blocks the calling thread while the domain is fetched; safe for concurrent use.
 */
@ApplicationScoped
public class Registrar {
  private static final Logger LOG = Logger.getLogger(Registrar.class);

  /** Verifications in one call; a second one only when another process recorded meanwhile. */
  private static final int MAX_ROUNDS = 3;

  /** A domain that contradicts its own history is attacked or misled: somebody should look. */
  private static final Set<Slug> ALARMS =
      Set.of(Slug.STATEMENT_ROLLBACK, Slug.STATEMENT_FORK, Slug.CHANGE_VETOED);

  private final Verifier verifier;
  private final VerificationGate gate;
  private final CallsignRepository repository;
  private final Recorder recorder;
  private final EvidenceStore evidence;
  private final MeterRegistry meters;
  private final Ticker ticker;

  Registrar(
      Verifier verifier,
      VerificationGate gate,
      CallsignRepository repository,
      Recorder recorder,
      EvidenceStore evidence,
      MeterRegistry meters,
      Ticker ticker) {
    this.verifier = verifier;
    this.gate = gate;
    this.repository = repository;
    this.recorder = recorder;
    this.evidence = evidence;
    this.meters = meters;
    this.ticker = ticker;
  }

  /** Verifies what {@code callsign} serves now and records it. */
  public Registration register(Callsign callsign) {
    return gate.admit(
            callsign,
            () -> verifyAndRecord(callsign, repository.lastAccepted(callsign).orElse(null)))
        .orElseGet(Registration.Busy::new);
  }

  /**
   * As {@link #register}, for a callsign that is registered, and a caller who bounds how many of
   * these he starts: no request is turned away for them.
   *
   * @return empty when it is not registered, and nothing was fetched
   */
  public Optional<Registration> recheck(Callsign callsign) {
    return gate.admitBeside(
            callsign,
            () ->
                repository
                    .lastAccepted(callsign)
                    .map(accepted -> verifyAndRecord(callsign, accepted)))
        .orElseGet(() -> Optional.of(new Registration.Busy()));
  }

  private Registration verifyAndRecord(Callsign callsign, @Nullable Accepted first) {
    Accepted accepted = first;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      RecordedStatement basis = accepted == null ? null : accepted.statement();
      long start = ticker.read();
      Verification verification =
          verifier.verify(callsign, basis, accepted == null ? Set.of() : accepted.signatures());
      count(verification.report(), Duration.ofNanos(ticker.read() - start));
      Optional<Registration> done =
          switch (verification) {
            case Verification.Rejected rejected -> Optional.of(refuse(callsign, rejected.report()));
            case Verification.Verified verified -> record(callsign, verified, basis);
          };
      if (done.isPresent()) {
        if (basis != null) {
          lookForRevocation(callsign, basis, verification);
        }
        return done.get();
      }
      accepted = repository.lastAccepted(callsign).orElse(null);
    }
    return new Registration.Busy();
  }

  /** What is registered keeps its statement; that the domain fails is recorded. */
  private Registration refuse(Callsign callsign, VerificationReport report) {
    alarm(callsign, report);
    Slug reason = report.primaryFailure().map(Finding::slug).orElseThrow();
    if (reason != Slug.REVOKED) { // of which certificate, is looked at by itself
      recorder.observe(callsign, new Sighting.Failed(reason), report.at());
    }
    return new Registration.Refused(report);
  }

  /**
   * The statement in force loses its certificate whatever the host serves meanwhile; where it was
   * the one that was just verified, its list was looked at.
   */
  private void lookForRevocation(
      Callsign callsign, RecordedStatement basis, Verification verification) {
    boolean isVerified =
        verification instanceof Verification.Verified verified
            && verified.statement().sha256().equals(basis.sha256());
    if (isVerified) {
      return;
    }
    RecordedCallsign.Statement inForce =
        repository.find(callsign).map(RecordedCallsign::active).orElseThrow();
    if (verifier.isRevoked(inForce.compact())) {
      recorder.observe(
          callsign, new Sighting.Revoked(inForce.sha256()), verification.report().at());
      LOG.warnf("%s: the certificate of the statement in force is revoked", callsign);
    } else if (verification instanceof Verification.Rejected rejected
        && rejected
            .report()
            .primaryFailure()
            .map(Finding::slug)
            .equals(Optional.of(Slug.REVOKED))) {
      recorder.observe(callsign, new Sighting.Failed(Slug.REVOKED), rejected.report().at());
    }
  }

  /** Empty when another process recorded meanwhile, so that everything must be verified again. */
  private Optional<Registration> record(
      Callsign callsign, Verification.Verified verified, @Nullable RecordedStatement basis) {
    EvidenceStore.Shared shared = evidence.share(verified.evidence());
    return switch (recorder.record(verified, shared, basis)) {
      case RecordOutcome.Recorded recorded -> {
        LOG.infof("%s verified, graded %s", callsign, recorded.grade().text());
        yield Optional.of(new Registration.Recorded(recorded.grade()));
      }
      case RecordOutcome.Vetoed vetoed ->
          Optional.of(refuse(callsign, with(verified.report(), vetoed.why())));
      case RecordOutcome.Unchanged unchanged -> Optional.of(new Registration.Unchanged());
      case RecordOutcome.Superseded superseded -> Optional.empty();
    };
  }

  private static VerificationReport with(VerificationReport report, Finding more) {
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.add(more);
    return new VerificationReport(report.callsign(), report.at(), report.address(), findings);
  }

  private static void alarm(Callsign callsign, VerificationReport report) {
    report
        .primaryFailure()
        .map(Finding::slug)
        .ifPresent(
            slug ->
                LOG.logf(
                    ALARMS.contains(slug) ? Logger.Level.WARN : Logger.Level.INFO,
                    "%s refused: %s",
                    callsign,
                    slug.text()));
  }

  private void count(VerificationReport report, Duration took) {
    String outcome = report.primaryFailure().map(Finding::slug).map(Slug::text).orElse("verified");
    meters.counter("callsign.verifications", "outcome", outcome).increment();
    Timer.builder("callsign.verification.time")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(30))
        .register(meters)
        .record(took);
  }
}
