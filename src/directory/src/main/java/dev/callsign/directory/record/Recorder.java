package dev.callsign.directory.record;

import dev.callsign.directory.state.CallsignState;
import dev.callsign.directory.state.Happening;
import dev.callsign.directory.state.InForce;
import dev.callsign.directory.state.Pending;
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
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.RenewalWindow;
import dev.callsign.statement.VerifiedStatement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
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
 * callsign are serialized by a lock on its row, across processes. Inside of the transaction {@link
 * DevicesReplaced} is fired, after it {@link CallsignRecorded}.
 *
 * <p>Rows are locked in this order: the callsign, its devices that have prekeys, when it is due,
 * the count of its publications, who watches it.
 */
@ApplicationScoped
public class Recorder {
  private final Transactions transactions;
  private final EventLog events;
  private final StatePolicy policy;
  private final Event<DevicesReplaced> replaced;
  private final Event<CallsignRecorded> recorded;

  Recorder(
      Transactions transactions,
      EventLog events,
      StatePolicy policy,
      Event<DevicesReplaced> replaced,
      Event<CallsignRecorded> recorded) {
    this.transactions = transactions;
    this.events = events;
    this.policy = policy;
    this.replaced = replaced;
    this.recorded = recorded;
  }

  /**
   * What a transaction did.
   *
   * @param change what to tell when it is durable; null when nothing was recorded
   */
  private record Done<T>(T result, @Nullable CallsignRecorded change) {}

  private <T> T run(Transactions.Work<Done<T>> work) {
    Done<T> done = transactions.run(work);
    CallsignRecorded change = done.change();
    if (change != null) {
      recorded.fire(change);
    }
    return done.result();
  }

  /** A verification, and where the shared part of its evidence is kept. */
  private record Seen(Verification.Verified verified, EvidenceStore.Shared shared) {
    VerifiedStatement statement() {
      return verified.statement();
    }

    Callsign callsign() {
      return statement().callsign();
    }

    VerificationReport report() {
      return verified.report();
    }
  }

  /**
   * Records what a verification found.
   *
   * @param shared where the shared part of the evidence is kept
   * @param basis the last accepted statement that the verification was held against; null for none
   * @return {@link RecordOutcome.Superseded}, and nothing recorded, when {@code basis} is no longer
   *     the last accepted statement; {@link RecordOutcome.Vetoed}, and nothing recorded, when a
   *     device vetoed what it asks for
   */
  public RecordOutcome record(
      Verification.Verified verified,
      EvidenceStore.Shared shared,
      @Nullable RecordedStatement basis) {
    Seen seen = new Seen(verified, shared);
    return run(
        connection -> {
          LockedCallsign row = LockedCallsign.of(connection, seen.callsign()).orElse(null);
          if (row == null && basis == null) {
            return first(connection, seen);
          }
          if (row == null || basis == null || !row.isInForce(basis.sha256())) {
            return new Done<>(new RecordOutcome.Superseded(), null);
          }
          return row.isInForce(seen.statement().sha256())
              ? confirmed(row, seen)
              : follows(row, seen);
        });
  }

  /**
   * Records that a check of a registered callsign failed, or what else was seen of it.
   *
   * @return empty when it is not registered
   */
  public Optional<StateName> observe(Callsign callsign, Sighting seen, Instant at) {
    return run(
        connection -> {
          LockedCallsign row = LockedCallsign.of(connection, callsign).orElse(null);
          return row == null
              ? new Done<>(Optional.<StateName>empty(), null)
              : observe(row, seen, at);
        });
  }

  /**
   * Records what the authority answered that was asked about the leaf of a statement (RFC 9773).
   *
   * @param statement the hash of the statement: nothing is recorded unless it is in force still
   * @param start when it would like the leaf to be renewed; null when it did not say
   * @param askAgain when it may be asked the next time
   */
  public void suggest(
      Callsign callsign, String statement, @Nullable Instant start, Instant askAgain, Instant at) {
    run(
        connection -> {
          LockedCallsign row = LockedCallsign.of(connection, callsign).orElse(null);
          if (row == null || !row.isInForce(statement)) {
            return new Done<>(false, null);
          }
          CallsignRecorded change =
              start == null || start.equals(row.facts().inForce().authorityDue())
                  ? null
                  : observe(row, new Sighting.WindowMoved(statement, start), at).change();
          return new Done<>(RenewalPolls.next(connection, callsign.aLabel(), askAgain), change);
        });
  }

  private Done<Optional<StateName>> observe(LockedCallsign row, Sighting seen, Instant at)
      throws SQLException {
    Instant now = row.latest(at);
    Transition transition = Transition.of(row.state(policy), seen, now, policy);
    row.enter(transition.state(), row.active(), row.pending(), null, now);
    return new Done<>(
        Optional.of(transition.state().name()),
        tell(row, transition, row.pending(), false, Contact.of(seen, now), now));
  }

  /**
   * Ends a held change for ever: its identity keys will not be accepted again. Where it brings
   * none, it leaves devices out: from now on they leave only if one of them agrees.
   *
   * @return false when nothing is held, and nothing was recorded
   */
  public boolean veto(Callsign callsign, Instant at) {
    return run(
        connection -> {
          LockedCallsign row = LockedCallsign.of(connection, callsign).orElse(null);
          Pending pending = row == null ? null : row.facts().pending();
          return row == null || pending == null
              ? new Done<>(false, null)
              : veto(row, pending.identities(), at);
        });
  }

  private Done<Boolean> veto(LockedCallsign row, Set<String> held, Instant at) throws SQLException {
    Instant now = row.latest(at);
    Set<String> foreign = foreign(held, AcceptedStatements.read(row.connection(), row.active()));
    if (foreign.isEmpty()) {
      row.bind(now);
    } else {
      Vetoes.add(row.connection(), row.callsign(), foreign, now);
    }
    Transition transition = Transition.of(row.state(policy), new Sighting.Vetoed(), now, policy);
    row.enter(transition.state(), row.active(), null, null, now);
    return new Done<>(true, tell(row, transition, null, false, Contact.NONE, now));
  }

  /** The identity keys that the statement in force does not have. */
  private static Set<String> foreign(Set<String> identities, KeyStatement inForce) {
    Set<String> foreign = new HashSet<>(identities);
    foreign.removeAll(StatementRow.identities(inForce));
    return foreign;
  }

  /**
   * What a device has against a statement to which none agrees. The verifier, too, knows the keys
   * that were vetoed, but not those of a veto that came while it asked the host.
   */
  private static Optional<Finding> objection(
      LockedCallsign row, KeyStatement inForce, VerifiedStatement statement) throws SQLException {
    Set<String> foreign = foreign(StatementRow.identities(statement.statement()), inForce);
    if (foreign.isEmpty()) {
      return row.isBound()
          ? Optional.of(
              Finding.fail(
                  Slug.CHANGE_VETOED,
                  "'continuity' where devices leave, as a device vetoed that others do",
                  "other devices of those listed, and none agrees"))
          : Optional.empty();
    }
    foreign.retainAll(Vetoes.of(row.connection(), row.callsign()));
    return foreign.stream()
        .findFirst()
        .map(
            key ->
                Finding.fail(
                    Slug.CHANGE_VETOED,
                    "identity keys that no device of this callsign vetoed",
                    "the identity key " + key));
  }

  private Done<RecordOutcome> first(Connection connection, Seen seen) throws SQLException {
    VerifiedStatement statement = seen.statement();
    Instant at = LockedCallsign.kept(seen.report().at());
    long id = AcceptedStatements.append(connection, statement, Grade.FIRST, at);
    RenewalWindow window = RenewalWindow.of(statement.statement(), statement.chain().leaf());
    InForce inForce = new InForce(statement.sha256(), at, window, null);
    Transition transition = Transition.first(inForce, warnings(seen.report()), at, policy);
    LockedCallsign row =
        LockedCallsign.insert(
            connection, seen.callsign(), transition.state(), id, report(seen), at);
    EvidenceStore.keep(connection, id, seen.verified(), seen.shared());
    replaceDevices(connection, statement);
    return new Done<>(
        new RecordOutcome.Recorded(Grade.FIRST),
        tell(row, transition, id, true, Contact.ANSWERED, at));
  }

  /** The statement in force is hosted: most checks end here. */
  private Done<RecordOutcome> confirmed(LockedCallsign row, Seen seen) throws SQLException {
    Instant at = row.latest(seen.report().at());
    Sighting sighting = new Sighting.Confirmed(warnings(seen.report()));
    Transition transition = Transition.of(row.state(policy), sighting, at, policy);
    row.enter(transition.state(), row.active(), null, report(seen), at);
    EvidenceStore.keep(row.connection(), row.active(), seen.verified(), seen.shared());
    return new Done<>(
        new RecordOutcome.Unchanged(), tell(row, transition, null, false, Contact.ANSWERED, at));
  }

  private Done<RecordOutcome> follows(LockedCallsign row, Seen seen) throws SQLException {
    VerifiedStatement statement = seen.statement();
    Instant at = row.latest(seen.report().at());
    KeyStatement before = AcceptedStatements.read(row.connection(), row.active());
    Grade grade = Grade.of(before, statement);
    if (grade == Grade.RECLAIMED) {
      Optional<Finding> objection = objection(row, before, statement);
      if (objection.isPresent()) {
        return new Done<>(new RecordOutcome.Vetoed(objection.get()), null);
      }
    }
    CallsignState state = row.state(policy);
    Transition transition = Transition.of(state, sighting(seen, grade), at, policy);
    Long held = row.isHeld(statement.sha256()) ? row.pending() : null;
    long id =
        held == null ? AcceptedStatements.append(row.connection(), statement, grade, at) : held;
    if (!transition.replaces(state)) {
      row.enter(transition.state(), row.active(), id, null, at);
      return new Done<>(
          held == null ? new RecordOutcome.Recorded(grade) : new RecordOutcome.Unchanged(),
          tell(row, transition, id, false, Contact.ANSWERED, at));
    }
    row.enter(transition.state(), id, null, report(seen), at);
    EvidenceStore.keep(row.connection(), id, seen.verified(), seen.shared());
    replaceDevices(row.connection(), statement);
    if (row.isBound() && grade == Grade.RECLAIMED) { // who has other keys agreed to nothing
      row.bind(null);
    }
    return new Done<>(
        new RecordOutcome.Recorded(grade), tell(row, transition, id, true, Contact.ANSWERED, at));
  }

  private void replaceDevices(Connection connection, VerifiedStatement statement)
      throws SQLException {
    List<Device> devices = statement.statement().devices();
    ListedDevices.replace(connection, statement.callsign(), devices);
    replaced.fire(
        new DevicesReplaced(
            statement.callsign(),
            devices.stream().collect(Collectors.toMap(Device::id, Device::identityKey)),
            connection));
  }

  /** What a statement is that is not in force. */
  private static Sighting sighting(Seen seen, Grade grade) {
    VerifiedStatement statement = seen.statement();
    Set<Warning> warnings = warnings(seen.report());
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

  private static String report(Seen seen) {
    return ReportJson.encode(seen.report()).toString();
  }

  /** What happened goes out last: those who follow lock nothing that somebody waits for here. */
  private CallsignRecorded tell(
      LockedCallsign row,
      Transition transition,
      @Nullable Long statement,
      boolean replacesStatement,
      Contact contact,
      Instant at)
      throws SQLException {
    String name = row.callsign().aLabel();
    List<EventLog.Line> lines =
        transition.happenings().stream()
            .map(
                each ->
                    new EventLog.Line(
                        each, transition.after(each), isOfStatement(each) ? statement : null, null))
            .toList();
    Instant next = Recheck.next(name, transition.state(), at, policy);
    DueList.schedule(row.connection(), name, next, contact);
    if (replacesStatement) {
      RenewalPolls.next(row.connection(), name, null);
    }
    events.append(row.connection(), row.callsign(), lines, at);
    return new CallsignRecorded(row.callsign(), replacesStatement);
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
}
