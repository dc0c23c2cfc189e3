package dev.callsign.directory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.base.Ticker;
import dev.callsign.directory.storage.Times;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.directory.verify.Verification;
import dev.callsign.evidence.Evidence;
import dev.callsign.evidence.EvidenceJson;
import dev.callsign.evidence.PolicyJson;
import dev.callsign.name.Callsign;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the inputs of the last good verification of each statement, so that anybody can recompute
 * its verdict (docs/protocol.md §9). Policies and revocation lists are kept once for all, by hash.
 *
 * <p>What many share is stored before the transaction that refers to it, so that those do not wait
 * for each other. A list that nothing refers to goes after a day. Safe for concurrent use, across
 * processes.
 */
@ApplicationScoped
public class EvidenceStore {

  /** How long a list is kept after it was last made sure of, while nothing refers to it. */
  static final Duration UNUSED = Duration.ofDays(1);

  /** How long a process believes that a list is there: much shorter. */
  private static final Duration SURE = Duration.ofHours(1);

  /** Lists that a process is sure of: as many as Let's Encrypt has, and some. */
  private static final int MAX_SURE = 4096;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Between the fingerprints of signatures. */
  private static final String SEPARATOR = " ";

  private static final String FIND =
      "select e.document, p.document, l.der from callsign c"
          + " join evidence e on e.statement_id = c.active_statement"
          + " join verification_policy p on p.sha256 = e.policy_sha256"
          + " left join evidence_crl l on l.sha256 = e.crl_sha256 where c.name = ?";
  private static final String REPLACE =
      "update evidence set document = ?, policy_sha256 = ?, crl_sha256 = ?, signatures = ?"
          + " where statement_id = ?";
  private static final String INSERT =
      "insert into evidence (document, policy_sha256, crl_sha256, signatures, statement_id)"
          + " values (?, ?, ?, ?, ?)";
  private static final String TIDY =
      "delete from evidence_crl where used_at < ? and not exists"
          + " (select 1 from evidence where evidence.crl_sha256 = evidence_crl.sha256)";

  private final Transactions transactions;
  private final Cache<String, Boolean> sure;
  private volatile @Nullable KeptPolicy policy;

  EvidenceStore(Transactions transactions, Ticker ticker) {
    this.transactions = transactions;
    this.sure =
        Caffeine.newBuilder()
            .maximumSize(MAX_SURE)
            .expireAfterWrite(SURE)
            .ticker(ticker::read)
            .build();
  }

  /** The last policy that was stored; it hardly ever changes. */
  private record KeptPolicy(VerificationPolicy policy, String sha256) {}

  /** Under which hashes the shared part of evidence is kept. */
  record Shared(String policySha256, @Nullable String crlSha256) {}

  /** The evidence for the statement that is served of {@code callsign}, as one document. */
  public Optional<String> find(Callsign callsign) {
    return transactions.join(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, callsign.aLabel());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(assemble(row.getString(1), row.getString(2), row.getBytes(3)))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * Stores what evidence shares with other evidence, in transactions of its own: outside of that of
   * {@link #keep}, and before it.
   */
  Shared share(Evidence evidence) {
    RevocationEvidence revocation = evidence.revocation();
    return new Shared(
        share(evidence.policy()),
        revocation instanceof RevocationEvidence.Fetched fetched
            ? share(fetched.crl(), evidence.report().at())
            : null);
  }

  /** The fingerprints of signatures as they are kept; none for null. */
  static Set<String> signatures(@Nullable String kept) {
    return kept == null || kept.isEmpty() ? Set.of() : Set.of(kept.split(SEPARATOR, -1));
  }

  /**
   * Keeps evidence, and which signatures held, in the transaction of {@code connection}, in place
   * of what was kept before.
   */
  static void keep(
      Connection connection, long statementId, Verification.Verified verified, Shared shared)
      throws SQLException {
    String document = EvidenceJson.encodeOwn(verified.evidence()).toString();
    String signatures = String.join(SEPARATOR, verified.signatures());
    if (!write(connection, REPLACE, document, shared, signatures, statementId)) {
      write(connection, INSERT, document, shared, signatures, statementId);
    }
  }

  /**
   * Drops the revocation lists that no evidence refers to any more.
   *
   * @return how many there were
   */
  public int tidy(Instant now) {
    return transactions.run(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(TIDY)) {
            delete.setObject(1, Times.utc(now.minus(UNUSED)));
            return delete.executeUpdate();
          }
        });
  }

  private String share(VerificationPolicy current) {
    KeptPolicy last = policy;
    if (last != null && last.policy().equals(current)) {
      return last.sha256();
    }
    String document = PolicyJson.encode(current).toString();
    String sha256 = Fingerprint.sha256Base64Url(document.getBytes(StandardCharsets.UTF_8));
    transactions.run(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into verification_policy (sha256, document) select ?, ? where not exists"
                      + " (select 1 from verification_policy where sha256 = ?)")) {
            insert.setString(1, sha256);
            insert.setString(2, document);
            insert.setString(3, sha256);
            return insert.executeUpdate();
          }
        });
    policy = new KeptPolicy(current, sha256);
    return sha256;
  }

  private String share(Crl list, Instant at) {
    String sha256 = list.sha256();
    if (sure.getIfPresent(sha256) == null) {
      transactions.run(connection -> touch(connection, sha256, list, at));
      sure.put(sha256, true);
    }
    return sha256;
  }

  private static int touch(Connection connection, String sha256, Crl list, Instant at)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update evidence_crl set used_at = ? where sha256 = ?")) {
      update.setObject(1, Times.utc(at));
      update.setString(2, sha256);
      if (update.executeUpdate() > 0) {
        return 0;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into evidence_crl (sha256, der, used_at) values (?, ?, ?)")) {
      insert.setString(1, sha256);
      insert.setBytes(2, list.encode());
      insert.setObject(3, Times.utc(at));
      return insert.executeUpdate();
    }
  }

  private static boolean write(
      Connection connection,
      String sql,
      String document,
      Shared shared,
      String signatures,
      long statementId)
      throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setString(1, document);
      write.setString(2, shared.policySha256());
      write.setString(3, shared.crlSha256());
      write.setString(4, signatures);
      write.setLong(5, statementId);
      return write.executeUpdate() > 0;
    }
  }

  private static String assemble(String own, String policy, byte @Nullable [] crl) {
    try {
      ObjectNode document = (ObjectNode) MAPPER.readTree(own);
      EvidenceJson.addShared(document, (ObjectNode) MAPPER.readTree(policy), crl);
      return document.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kept evidence no longer parses", e);
    }
  }
}
