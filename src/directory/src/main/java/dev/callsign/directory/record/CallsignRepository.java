package dev.callsign.directory.record;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.Fingerprint;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what is recorded of callsigns; safe for concurrent use. */
@ApplicationScoped
public class CallsignRepository {

  /** Lines on one page of history, and the most a caller may ask for. */
  public static final int MAX_HISTORY_PAGE = 100;

  /** Statements that are not read again for each check; each takes some hundred bytes. */
  private static final long MAX_KEPT = 100_000;

  private final Rows.Callsigns callsigns;
  private final Rows.Statements statements;
  private final Rows.Certificates certificates;
  private final Rows.Devices devices;
  private final Rows.History history;
  private final Transactions transactions;

  /** By hash, which names the bytes: read once, however often a callsign is checked. */
  private final Cache<String, Kept> kept = Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

  CallsignRepository(
      Rows.Callsigns callsigns,
      Rows.Statements statements,
      Rows.Certificates certificates,
      Rows.Devices devices,
      Rows.History history,
      Transactions transactions) {
    this.callsigns = callsigns;
    this.statements = statements;
    this.certificates = certificates;
    this.devices = devices;
    this.history = history;
    this.transactions = transactions;
  }

  /** What is recorded of {@code callsign}, or empty when it was never registered. */
  @Transactional
  public Optional<RecordedCallsign> find(Callsign callsign) {
    return callsigns.findByIdOptional(callsign.aLabel()).map(this::toRecorded);
  }

  /** What the next statement is held against, but for what may change while it is in force. */
  private record Kept(long seq, String keySha256, @Nullable String next) {
    static Kept of(UnverifiedStatement statement) {
      return new Kept(
          statement.statement().seq(),
          Fingerprint.ofKey(statement.chain().leaf().getPublicKey()),
          statement.statement().next());
    }
  }

  /**
   * The statement that the next one of a callsign is held against.
   *
   * @param signatures fingerprints of the signatures that held when it was last verified
   */
  public record Accepted(RecordedStatement statement, Set<String> signatures) {

    /** Copies the set. */
    public Accepted {
      signatures = Set.copyOf(signatures);
    }
  }

  /** The statement that the next one of {@code callsign} is held against. */
  public Optional<Accepted> lastAccepted(Callsign callsign) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select s.sha256, s.compact, exists (select 1 from retired_device r"
                      + " where r.callsign = c.name), exists (select 1 from vetoed_identity v"
                      + " where v.callsign = c.name), e.signatures from callsign c"
                      + " join statement s on s.id = c.active_statement"
                      + " left join evidence e on e.statement_id = s.id where c.name = ?")) {
            select.setString(1, callsign.aLabel());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Accepted(
                          recorded(connection, callsign, row),
                          EvidenceStore.signatures(row.getString(5))))
                  : Optional.empty();
            }
          }
        });
  }

  private RecordedStatement recorded(Connection connection, Callsign callsign, ResultSet row)
      throws SQLException {
    String sha256 = row.getString(1);
    String compact = row.getString(2);
    boolean hasRetired = row.getBoolean(3); // hardly anybody: not worth a question of its own
    boolean hasVetoed = row.getBoolean(4);
    Kept statement = kept.get(sha256, unknown -> Kept.of(read(compact)));
    return new RecordedStatement(
        statement.seq(),
        sha256,
        statement.keySha256(),
        statement.next(),
        hasRetired ? retiredDevices(connection, callsign) : Set.of(),
        hasVetoed ? Vetoes.of(connection, callsign) : Set.of());
  }

  /** The devices of the statement in force, which may have expired; empty when there is none. */
  @Transactional
  public Optional<RecordedDevices> devices(Callsign callsign) {
    return callsigns
        .findByIdOptional(callsign.aLabel())
        .map(
            row ->
                new RecordedDevices(
                    devices.list("callsign", callsign.aLabel()).stream()
                        .collect(Collectors.toMap(each -> each.deviceId, DeviceRow::identityKey)),
                    statements.findById(row.activeStatement).expiresAt,
                    row.revokedAt != null));
  }

  /**
   * The identity key of a device of the statement in force, as base64url. No other statement of the
   * callsign is recorded until the transaction of {@code connection} ends.
   */
  public static Optional<String> lockIdentityKey(
      Connection connection, Callsign callsign, int deviceId) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("select state from callsign where name = ? for update");
        PreparedStatement select =
            connection.prepareStatement(
                "select identity_key from device where callsign = ? and device_id = ?")) {
      lock.setString(1, callsign.aLabel());
      lock.executeQuery().close();
      select.setString(1, callsign.aLabel());
      select.setInt(2, deviceId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /**
   * The history of {@code callsign}, newest first.
   *
   * @param before only lines with a lower id; {@link Long#MAX_VALUE} for the first page
   * @param limit 1 to {@value #MAX_HISTORY_PAGE}
   */
  @Transactional
  public List<HistoryEntry> history(Callsign callsign, long before, int limit) {
    return history
        .find("callsign = ?1 and id < ?2", Sort.descending("id"), callsign.aLabel(), before)
        .page(Page.ofSize(limit))
        .stream()
        .map(this::toEntry)
        .toList();
  }

  /**
   * The history of {@code callsign} after a line of it, oldest first.
   *
   * @param after only lines with a higher id
   */
  @Transactional
  public List<HistoryEntry> historyAfter(Callsign callsign, long after, int limit) {
    return history
        .find("callsign = ?1 and id > ?2", Sort.ascending("id"), callsign.aLabel(), after)
        .page(Page.ofSize(limit))
        .stream()
        .map(this::toEntry)
        .toList();
  }

  /** The id of the last line of each of some callsigns, by A-label. */
  @Transactional
  public Map<String, Long> lastHistory(Collection<String> callsigns) {
    return callsigns.isEmpty()
        ? Map.of()
        : history
            .find(
                "select callsign, max(id) from HistoryRow where callsign in ?1 group by callsign",
                callsigns)
            .project(Object[].class)
            .stream()
            .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
  }

  private static Set<Integer> retiredDevices(Connection connection, Callsign callsign)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select device_id from retired_device where callsign = ?")) {
      select.setString(1, callsign.aLabel());
      Set<Integer> retired = new HashSet<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          retired.add(row.getInt(1));
        }
      }
      return retired;
    }
  }

  /** Reads again what was verified when it was recorded. */
  static UnverifiedStatement read(String compact) {
    try {
      return UnverifiedStatement.parse(compact);
    } catch (MalformedException e) {
      throw new IllegalStateException("a recorded statement no longer parses", e);
    }
  }

  private RecordedCallsign toRecorded(CallsignRow row) {
    Long pending = row.pendingStatement;
    return new RecordedCallsign(
        row.name,
        row.state,
        row.stateSince,
        row.registeredAt,
        statements.findById(row.activeStatement).toRecorded(),
        pending == null ? null : statements.findById(pending).toRecorded(),
        row.facts(
            statements.findById(row.activeStatement),
            pending == null ? null : statements.findById(pending)),
        row.report);
  }

  private HistoryEntry toEntry(HistoryRow row) {
    Long id = row.statementId;
    StatementRow statement = id == null ? null : statements.findById(id);
    return new HistoryEntry(
        row.id(),
        row.at,
        row.type,
        row.state,
        statement == null ? null : statement.toRecorded(),
        statement == null ? null : certificates.findById(statement.leafSha256).toRecorded(),
        row.deviceId,
        row.detail);
  }
}
