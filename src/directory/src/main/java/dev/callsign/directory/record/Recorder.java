package dev.callsign.directory.record;

import dev.callsign.directory.state.CallsignState;
import dev.callsign.directory.state.Happening;
import dev.callsign.directory.state.InForce;
import dev.callsign.directory.state.Recheck;
import dev.callsign.directory.state.Sighting;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.directory.state.Transition;
import dev.callsign.directory.state.Warning;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.directory.verify.Verification;
import dev.callsign.evidence.ReportJson;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Device;
import dev.callsign.statement.Grade;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.RenewalWindow;
import dev.callsign.statement.VerifiedStatement;
import dev.callsign.x509.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records what was seen of callsigns. Accepts no statement that {@code verify} did not make.
 *
 * <p>One transaction each: statement, certificate, devices, state, history and the time of the next
 * check become durable together before the method returns, or not at all. Recordings of one
 * callsign are serialized by a lock on its row, across processes.
 */
@ApplicationScoped
public class Recorder {
  private final Rows.Callsigns callsigns;
  private final Rows.Statements statements;
  private final Rows.Certificates certificates;
  private final Rows.Devices devices;
  private final Rows.RetiredDevices retired;
  private final EvidenceStore evidence;
  private final EventLog events;
  private final Vetoes vetoes;
  private final Transactions transactions;
  private final StatePolicy policy;
  private final Event<CallsignRecorded> recorded;

  Recorder(
      Rows.Callsigns callsigns,
      Rows.Statements statements,
      Rows.Certificates certificates,
      Rows.Devices devices,
      Rows.RetiredDevices retired,
      EvidenceStore evidence,
      EventLog events,
      Vetoes vetoes,
      Transactions transactions,
      StatePolicy policy,
      Event<CallsignRecorded> recorded) {
    this.callsigns = callsigns;
    this.statements = statements;
    this.certificates = certificates;
    this.devices = devices;
    this.retired = retired;
    this.evidence = evidence;
    this.events = events;
    this.vetoes = vetoes;
    this.transactions = transactions;
    this.policy = policy;
    this.recorded = recorded;
  }

  /**
   * Records what a verification found.
   *
   * @param shared where the shared part of the evidence is kept
   * @param basis the last accepted statement that the verification was held against; null for none
   * @return {@link RecordOutcome.Superseded}, and nothing recorded, when {@code basis} is no longer
   *     the last accepted statement
   */
  @Transactional
  public RecordOutcome record(
      Verification.Verified verified,
      EvidenceStore.Shared shared,
      @Nullable RecordedStatement basis) {
    VerifiedStatement statement = verified.statement();
    String name = statement.callsign().aLabel();
    CallsignRow row = lock(name);
    if (row == null) {
      return basis == null ? first(verified, shared) : new RecordOutcome.Superseded();
    }
    StatementRow active = statements.findById(row.activeStatement);
    if (basis == null || !active.sha256.equals(basis.sha256())) {
      return new RecordOutcome.Superseded();
    }
    return next(row, active, verified, shared);
  }

  /**
   * Records that a check of a registered callsign failed, or what else was seen of it.
   *
   * @return empty when it is not registered
   */
  @Transactional
  public Optional<StateName> observe(Callsign callsign, Sighting seen, Instant at) {
    return Optional.ofNullable(lock(callsign.aLabel()))
        .map(row -> observe(callsign, row, statements.findById(row.activeStatement), seen, at));
  }

  /**
   * Records what the authority answered that was asked about the leaf of a statement (RFC 9773).
   *
   * @param statement the hash of the statement: nothing is recorded unless it is in force still
   * @param start when it would like the leaf to be renewed; null when it did not say
   * @param askAgain when it may be asked the next time
   */
  @Transactional
  public void suggest(
      Callsign callsign, String statement, @Nullable Instant start, Instant askAgain, Instant at) {
    CallsignRow row = lock(callsign.aLabel());
    StatementRow active = row == null ? null : statements.findById(row.activeStatement);
    if (row == null || active == null || !active.sha256.equals(statement)) {
      return;
    }
    if (start != null && !start.equals(row.authorityDue)) {
      observe(callsign, row, active, new Sighting.WindowMoved(statement, start), at);
    }
    transactions.join(connection -> RenewalPolls.next(connection, callsign.aLabel(), askAgain));
  }

  private StateName observe(
      Callsign callsign, CallsignRow row, StatementRow active, Sighting seen, Instant at) {
    CallsignState before = row.state(active, held(row), policy);
    Transition transition = Transition.of(before, seen, latest(row, at), policy);
    row.enter(transition.state(), active.id(), row.pendingStatement, latest(row, at));
    Contact contact = Contact.of(seen, at);
    tell(callsign, transition, row.pendingStatement, false, contact, latest(row, at));
    return row.state;
  }

  /**
   * Ends a held change for ever: its identity keys will not be accepted again.
   *
   * @return false when nothing is held, and nothing was recorded
   */
  @Transactional
  public boolean veto(Callsign callsign, Instant at) {
    CallsignRow row = lock(callsign.aLabel());
    StatementRow held = row == null ? null : held(row);
    if (row == null || held == null) {
      return false;
    }
    StatementRow active = statements.findById(row.activeStatement);
    Set<String> foreign = held.identities();
    foreign.removeAll(active.identities());
    vetoes.add(callsign, foreign, at);
    CallsignState before = row.state(active, held, policy);
    Transition transition = Transition.of(before, new Sighting.Vetoed(), latest(row, at), policy);
    row.enter(transition.state(), active.id(), null, latest(row, at));
    tell(callsign, transition, null, false, Contact.NONE, latest(row, at));
    return true;
  }

  private @Nullable CallsignRow lock(String name) {
    return callsigns.findByIdOptional(name, LockModeType.PESSIMISTIC_WRITE).orElse(null);
  }

  private @Nullable StatementRow held(CallsignRow row) {
    Long pending = row.pendingStatement;
    return pending == null ? null : statements.findById(pending);
  }

  /**
   * No check is before the one before it, whatever the clocks of two replicas say. Whole
   * milliseconds are what every storage keeps: a state is found again exactly as it was.
   */
  private static Instant latest(CallsignRow row, Instant at) {
    Instant kept = at.truncatedTo(ChronoUnit.MILLIS);
    return kept.isBefore(row.checkedAt) ? row.checkedAt : kept;
  }

  private RecordOutcome first(Verification.Verified verified, EvidenceStore.Shared shared) {
    VerifiedStatement statement = verified.statement();
    Instant at = verified.report().at();
    StatementRow row = append(statement, Grade.FIRST, at);
    InForce inForce = new InForce(row.sha256, at, row.window(), null);
    Transition transition = Transition.first(inForce, warnings(verified.report()), at, policy);
    callsigns.persist(
        new CallsignRow(row.callsign, row.id(), report(verified), transition.state(), at));
    evidence.keep(row.id(), verified, shared);
    replaceDevices(statement);
    tell(statement.callsign(), transition, row.id(), true, Contact.ANSWERED, at);
    return new RecordOutcome.Recorded(Grade.FIRST);
  }

  private RecordOutcome next(
      CallsignRow row,
      StatementRow active,
      Verification.Verified verified,
      EvidenceStore.Shared shared) {
    return active.sha256.equals(verified.statement().sha256())
        ? confirmed(row, active, verified, shared)
        : follows(row, active, verified, shared);
  }

  /** The statement in force is hosted: most checks end here. */
  private RecordOutcome confirmed(
      CallsignRow row,
      StatementRow active,
      Verification.Verified verified,
      EvidenceStore.Shared shared) {
    Instant at = latest(row, verified.report().at());
    CallsignState before = row.state(active, held(row), policy);
    Sighting seen = new Sighting.Confirmed(warnings(verified.report()));
    Transition transition = Transition.of(before, seen, at, policy);
    row.enter(transition.state(), active.id(), null, at);
    keepEvidence(row, active, verified, shared);
    tell(verified.statement().callsign(), transition, null, false, Contact.ANSWERED, at);
    return new RecordOutcome.Unchanged();
  }

  private RecordOutcome follows(
      CallsignRow row,
      StatementRow active,
      Verification.Verified verified,
      EvidenceStore.Shared shared) {
    VerifiedStatement statement = verified.statement();
    Instant at = latest(row, verified.report().at());
    StatementRow held = held(row);
    CallsignState before = row.state(active, held, policy);
    Grade grade = Grade.of(CallsignRepository.read(active.compact).statement(), statement);
    Transition transition = Transition.of(before, sighting(verified, grade), at, policy);
    boolean isHeld = held != null && held.sha256.equals(statement.sha256());
    StatementRow seen = held != null && isHeld ? held : append(statement, grade, at);
    boolean replaces = transition.replaces(before);
    row.enter(transition.state(), replaces ? seen.id() : active.id(), seen.id(), at);
    if (replaces) {
      replaceDevices(statement);
      keepEvidence(row, seen, verified, shared);
    }
    tell(statement.callsign(), transition, seen.id(), replaces, Contact.ANSWERED, at);
    return replaces || !isHeld ? new RecordOutcome.Recorded(grade) : new RecordOutcome.Unchanged();
  }

  /** The evidence and the report are about what is served. */
  private void keepEvidence(
      CallsignRow row,
      StatementRow inForce,
      Verification.Verified verified,
      EvidenceStore.Shared shared) {
    row.report = report(verified);
    evidence.keep(inForce.id(), verified, shared);
  }

  /** What a statement is that is not in force. */
  private static Sighting sighting(Verification.Verified verified, Grade grade) {
    VerifiedStatement statement = verified.statement();
    Set<Warning> warnings = warnings(verified.report());
    RenewalWindow window = RenewalWindow.of(statement.statement(), statement.chain().leaf());
    return grade == Grade.RECLAIMED
        ? new Sighting.Reclaimed(
            statement.sha256(), StatementRow.identities(statement.statement()), window, warnings)
        : new Sighting.Followed(statement.sha256(), grade, window, warnings);
  }

  private static Set<Warning> warnings(VerificationReport report) {
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    for (Finding finding : report.findings()) {
      if (finding.slug() == Slug.SERVED_BY_OTHER_KEY) {
        warnings.add(Warning.SERVED_BY_OTHER_KEY);
      } else if (finding.slug() == Slug.UNANNOUNCED_DOMAIN_KEY) {
        warnings.add(Warning.UNANNOUNCED_DOMAIN_KEY);
      }
    }
    return warnings;
  }

  private static String report(Verification.Verified verified) {
    return ReportJson.encode(verified.report()).toString();
  }

  /** What happened goes out last: those who follow lock nothing that somebody waits for here. */
  private void tell(
      Callsign callsign,
      Transition transition,
      @Nullable Long statement,
      boolean replacesStatement,
      Contact contact,
      Instant at) {
    callsigns.flush();
    recorded.fire(new CallsignRecorded(callsign, replacesStatement));
    List<EventLog.Line> lines =
        transition.happenings().stream()
            .map(each -> new EventLog.Line(each, isOfStatement(each) ? statement : null, null))
            .toList();
    Instant next = Recheck.next(callsign.aLabel(), transition.state(), at, policy);
    transactions.join(
        connection -> {
          DueList.schedule(connection, callsign.aLabel(), next, contact);
          if (replacesStatement) {
            RenewalPolls.next(connection, callsign.aLabel(), null);
          }
          events.append(connection, callsign, lines, at);
          return lines;
        });
  }

  private static boolean isOfStatement(Happening happening) {
    return switch (happening.type()) {
      case FIRST, RENEWED, EXTENDED, REDUCED, ROTATED, HELD, RECLAIMED -> true;
      case VETOED,
          WITHDRAWN,
          ACTIVE,
          RENEWAL_DUE,
          UNREACHABLE,
          MISMATCH,
          EXPIRED,
          REVOKED,
          RENEWAL_OVERDUE,
          EXPIRING,
          SERVED_BY_OTHER_KEY,
          UNANNOUNCED_DOMAIN_KEY,
          PREKEYS_LOW,
          PREKEYS_EMPTY,
          LAST_RESORT_USED ->
          false;
    };
  }

  private StatementRow append(VerifiedStatement statement, Grade grade, Instant at) {
    String name = statement.callsign().aLabel();
    X509Certificate leaf = statement.chain().leaf();
    if (certificates.findByIdOptional(Fingerprint.ofCertificate(leaf)).isEmpty()) {
      certificates.persist(new CertificateRow(leaf, at));
    }
    return statements
        .find("callsign = ?1 and sha256 = ?2", name, statement.sha256())
        .firstResultOptional()
        .orElseGet(
            () -> {
              StatementRow fresh = new StatementRow(statement, grade, at);
              statements.persist(fresh);
              return fresh;
            });
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
