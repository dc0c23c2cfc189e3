package dev.callsign.directory.record;

import dev.callsign.directory.verify.Verification;
import dev.callsign.evidence.ReportJson;
import dev.callsign.statement.Device;
import dev.callsign.statement.Grade;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records verified statements. Accepts nothing that {@code verify} did not make.
 *
 * <p>One transaction each: statement, certificate, devices, state and history become durable
 * together before the method returns, or not at all. Recordings of one callsign are serialized by a
 * lock on its row, across processes.
 */
@ApplicationScoped
public class Recorder {
  private final Rows.Callsigns callsigns;
  private final Rows.Statements statements;
  private final Rows.Certificates certificates;
  private final Rows.Devices devices;
  private final Rows.RetiredDevices retired;
  private final Rows.History history;
  private final EvidenceStore evidence;
  private final Event<CallsignRecorded> recorded;

  Recorder(
      Rows.Callsigns callsigns,
      Rows.Statements statements,
      Rows.Certificates certificates,
      Rows.Devices devices,
      Rows.RetiredDevices retired,
      Rows.History history,
      EvidenceStore evidence,
      Event<CallsignRecorded> recorded) {
    this.callsigns = callsigns;
    this.statements = statements;
    this.certificates = certificates;
    this.devices = devices;
    this.retired = retired;
    this.history = history;
    this.evidence = evidence;
    this.recorded = recorded;
  }

  /**
   * Records what a verification found.
   *
   * @param basis the last accepted statement that the verification was held against; null for none
   * @return {@link RecordOutcome.Superseded}, and nothing recorded, when {@code basis} is no longer
   *     the last accepted statement
   */
  @Transactional
  public RecordOutcome record(Verification.Verified verified, @Nullable RecordedStatement basis) {
    VerifiedStatement statement = verified.statement();
    String name = statement.callsign().aLabel();
    String report = ReportJson.encode(verified.report()).toString();
    Instant at = verified.report().at();
    CallsignRow row = callsigns.findByIdOptional(name, LockModeType.PESSIMISTIC_WRITE).orElse(null);
    RecordOutcome outcome;
    if (row == null) {
      outcome = basis == null ? first(verified, report) : new RecordOutcome.Superseded();
    } else {
      StatementRow active = statements.findById(row.activeStatement);
      if (basis == null || !active.sha256.equals(basis.sha256())) {
        return new RecordOutcome.Superseded();
      }
      outcome = next(row, active, statement, at);
      if (row.pendingStatement == null) { // otherwise the evidence is not about what is served
        row.verifiedAt = at;
        row.report = report;
        evidence.keep(row.activeStatement, verified.evidence());
      }
    }
    recorded.fire(new CallsignRecorded(statement.callsign()));
    return outcome;
  }

  private RecordOutcome first(Verification.Verified verified, String report) {
    VerifiedStatement statement = verified.statement();
    Instant at = verified.report().at();
    String name = statement.callsign().aLabel();
    StatementRow row = append(statement, Grade.FIRST, CallsignState.ACTIVE, at);
    callsigns.persist(new CallsignRow(name, row.id(), report, at));
    evidence.keep(row.id(), verified.evidence());
    replaceDevices(statement);
    return new RecordOutcome.Recorded(Grade.FIRST);
  }

  private RecordOutcome next(
      CallsignRow row, StatementRow active, VerifiedStatement statement, Instant at) {
    if (active.sha256.equals(statement.sha256())) {
      return backToActive(row, at);
    }
    Long pending = row.pendingStatement;
    if (pending != null && statements.findById(pending).sha256.equals(statement.sha256())) {
      return new RecordOutcome.Unchanged();
    }
    KeyStatement before = CallsignRepository.read(active.compact).statement();
    Grade grade = Grade.of(before, statement);
    switch (grade) {
      case HELD -> {
        row.pendingStatement = append(statement, grade, CallsignState.HELD, at).id();
        row.enter(CallsignState.HELD, at);
      }
      case FIRST, RENEWED, EXTENDED, REDUCED, ROTATED -> {
        row.activeStatement = append(statement, grade, CallsignState.ACTIVE, at).id();
        row.pendingStatement = null;
        row.enter(CallsignState.ACTIVE, at);
        replaceDevices(statement);
      }
    }
    return new RecordOutcome.Recorded(grade);
  }

  /** The host serves the accepted statement again: what was held is no longer asked for. */
  private RecordOutcome backToActive(CallsignRow row, Instant at) {
    if (row.state != CallsignState.ACTIVE) {
      row.pendingStatement = null;
      row.enter(CallsignState.ACTIVE, at);
      history.persist(
          new HistoryRow(row.name, HistoryEntry.Kind.STATE, CallsignState.ACTIVE, null, at));
    }
    return new RecordOutcome.Unchanged();
  }

  private StatementRow append(
      VerifiedStatement statement, Grade grade, CallsignState state, Instant at) {
    String name = statement.callsign().aLabel();
    X509Certificate leaf = statement.chain().leaf();
    if (certificates.findByIdOptional(Fingerprint.ofCertificate(leaf)).isEmpty()) {
      certificates.persist(new CertificateRow(leaf, at));
    }
    StatementRow row =
        statements
            .find("callsign = ?1 and sha256 = ?2", name, statement.sha256())
            .firstResultOptional()
            .orElseGet(
                () -> {
                  StatementRow fresh = new StatementRow(statement, grade, at);
                  statements.persist(fresh);
                  return fresh;
                });
    history.persist(new HistoryRow(name, HistoryEntry.Kind.STATEMENT, state, row.id(), at));
    return row;
  }

  private void replaceDevices(VerifiedStatement statement) {
    String name = statement.callsign().aLabel();
    Set<Integer> ids =
        statement.statement().devices().stream().map(Device::id).collect(Collectors.toSet());
    // Ids only: rows in the persistence context would be in the way of those that take their place.
    devices
        .find("select deviceId from DeviceRow where callsign = ?1", name)
        .project(Integer.class)
        .stream()
        .filter(id -> !ids.contains(id))
        .forEach(id -> retired.persist(new RetiredDeviceRow(name, id)));
    devices.delete("callsign", name);
    statement.statement().devices().forEach(device -> devices.persist(new DeviceRow(name, device)));
  }
}
