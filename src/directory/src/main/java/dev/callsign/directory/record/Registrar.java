package dev.callsign.directory.record;

import dev.callsign.directory.verify.CallsignVerifier;
import dev.callsign.directory.verify.Verification;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.RecordedStatement;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the flow for one callsign: verify what its domain serves now, then record it.
 *
 * <p>Blocks the calling thread while the domain is fetched; safe for concurrent use.
 */
@ApplicationScoped
public class Registrar {
  private static final Logger LOG = Logger.getLogger(Registrar.class);

  /** Verifications in one call; a second one only when another process recorded meanwhile. */
  private static final int MAX_ROUNDS = 3;

  /** A domain that contradicts its own history is attacked or misled: somebody should look. */
  private static final Set<Slug> ALARMS = Set.of(Slug.STATEMENT_ROLLBACK, Slug.STATEMENT_FORK);

  private final CallsignVerifier verifier;
  private final VerificationGate gate;
  private final CallsignRepository repository;
  private final Recorder recorder;
  private final MeterRegistry meters;

  Registrar(
      CallsignVerifier verifier,
      VerificationGate gate,
      CallsignRepository repository,
      Recorder recorder,
      MeterRegistry meters) {
    this.verifier = verifier;
    this.gate = gate;
    this.repository = repository;
    this.recorder = recorder;
    this.meters = meters;
  }

  /** Verifies what {@code callsign} serves now and records it. */
  public Registration register(Callsign callsign) {
    return gate.admit(callsign, () -> verifyAndRecord(callsign)).orElseGet(Registration.Busy::new);
  }

  private Registration verifyAndRecord(Callsign callsign) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      RecordedStatement basis = repository.lastAccepted(callsign).orElse(null);
      Verification verification = verifier.verify(callsign, basis);
      Optional<Registration> done =
          switch (verification) {
            case Verification.Rejected rejected -> {
              alarm(callsign, rejected.report());
              yield Optional.of(new Registration.Refused(rejected.report()));
            }
            case Verification.Verified verified -> record(callsign, verified, basis);
          };
      count(verification.report());
      if (done.isPresent()) {
        return done.get();
      }
    }
    return new Registration.Busy();
  }

  /** Empty when another process recorded meanwhile, so that everything must be verified again. */
  private Optional<Registration> record(
      Callsign callsign, Verification.Verified verified, @Nullable RecordedStatement basis) {
    return switch (recorder.record(verified, basis)) {
      case RecordOutcome.Recorded recorded -> {
        LOG.infof("%s verified, graded %s", callsign, recorded.grade().text());
        yield Optional.of(new Registration.Recorded(recorded.grade()));
      }
      case RecordOutcome.Unchanged unchanged -> Optional.of(new Registration.Unchanged());
      case RecordOutcome.Superseded superseded -> Optional.empty();
    };
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

  private void count(VerificationReport report) {
    String outcome = report.primaryFailure().map(Finding::slug).map(Slug::text).orElse("verified");
    meters.counter("callsign.verifications", "outcome", outcome).increment();
  }
}
