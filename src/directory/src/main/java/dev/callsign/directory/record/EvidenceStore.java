package dev.callsign.directory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.evidence.Evidence;
import dev.callsign.evidence.EvidenceJson;
import dev.callsign.name.Callsign;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.Fingerprint;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the inputs of the last good verification of each statement, so that anybody can recompute
 * its verdict (docs/protocol.md §9). Policies and revocation lists are kept once for all.
 */
@ApplicationScoped
public class EvidenceStore {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String POLICY = "policy";
  private static final String REVOCATION = "revocation";
  private static final String CRL = "crl";

  private final Evidences evidences;
  private final Policies policies;
  private final Crls crls;
  private final Rows.Callsigns callsigns;
  private final Transactions transactions;
  private volatile @Nullable KeptPolicy lastPolicy;

  EvidenceStore(
      Evidences evidences,
      Policies policies,
      Crls crls,
      Rows.Callsigns callsigns,
      Transactions transactions) {
    this.evidences = evidences;
    this.policies = policies;
    this.crls = crls;
    this.callsigns = callsigns;
    this.transactions = transactions;
  }

  /** A policy that is durable. */
  private record KeptPolicy(VerificationPolicy policy, String sha256) {}

  /** The evidence for the statement that is served of {@code callsign}, as one document. */
  @Transactional
  public Optional<String> find(Callsign callsign) {
    return callsigns
        .findByIdOptional(callsign.aLabel())
        .flatMap(row -> evidences.findByIdOptional(row.activeStatement))
        .map(this::assemble);
  }

  /** Keeps evidence in the transaction of the caller, in place of what was kept before. */
  void keep(long statementId, Evidence evidence) {
    String document = EvidenceJson.encodeOwn(evidence).toString();
    String policy = keepPolicy(evidence.policy());
    String crl =
        evidence.revocation() instanceof RevocationEvidence.Fetched fetched
            ? keepCrl(fetched.crl().encode())
            : null;
    evidences.flush();
    Optional<String> replaced = transactions.join(connection -> crlOf(connection, statementId));
    boolean isReplaced =
        transactions.join(connection -> replace(connection, statementId, document, policy, crl));
    if (!isReplaced) {
      evidences.persist(new EvidenceRow(statementId, document, policy, crl));
    }
    replaced.filter(list -> !list.equals(crl)).ifPresent(this::dropUnused);
  }

  /** The list that the kept evidence of a statement refers to; the document itself is not read. */
  private static Optional<String> crlOf(Connection connection, long statementId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select crl_sha256 from evidence where statement_id = ?")) {
      select.setLong(1, statementId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static boolean replace(
      Connection connection, long statementId, String document, String policy, @Nullable String crl)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update evidence set document = ?, policy_sha256 = ?, crl_sha256 = ?"
                + " where statement_id = ?")) {
      update.setString(1, document);
      update.setString(2, policy);
      update.setString(3, crl);
      update.setLong(4, statementId);
      return update.executeUpdate() > 0;
    }
  }

  /** A policy is encoded, and looked for, once for all the checks that it is judged by. */
  private String keepPolicy(VerificationPolicy policy) {
    KeptPolicy known = lastPolicy;
    if (known != null && known.policy().equals(policy)) {
      return known.sha256();
    }
    String document = EvidenceJson.encode(policy).toString();
    String sha256 = sha256(document.getBytes(StandardCharsets.UTF_8));
    if (policies.count("sha256", sha256) > 0) {
      lastPolicy = new KeptPolicy(policy, sha256); // another transaction made it durable
    } else {
      policies.persist(new PolicyRow(sha256, document));
    }
    return sha256;
  }

  private String keepCrl(byte[] der) {
    String sha256 = sha256(der);
    if (crls.count("sha256", sha256) == 0) {
      crls.persist(new EvidenceCrlRow(sha256, der));
    }
    return sha256;
  }

  /** A list that only the replaced evidence referred to. */
  private void dropUnused(String replaced) {
    if (evidences.count("crlSha256", replaced) == 0) {
      crls.deleteById(replaced);
    }
  }

  private String assemble(EvidenceRow row) {
    try {
      ObjectNode document = (ObjectNode) MAPPER.readTree(row.document);
      document.set(POLICY, MAPPER.readTree(policies.findById(row.policySha256).document));
      String crl = row.crlSha256;
      if (crl != null) {
        byte[] der = crls.findById(crl).der;
        ((ObjectNode) document.path(REVOCATION)).put(CRL, Base64.getEncoder().encodeToString(der));
      }
      return document.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kept evidence no longer parses", e);
    }
  }

  private static String sha256(byte[] bytes) {
    return Fingerprint.sha256Base64Url(bytes);
  }

  /** The table {@code evidence}. */
  @ApplicationScoped
  static class Evidences implements PanacheRepositoryBase<EvidenceRow, Long> {}

  /** The table {@code verification_policy}. */
  @ApplicationScoped
  static class Policies implements PanacheRepositoryBase<PolicyRow, String> {}

  /** The table {@code evidence_crl}. */
  @ApplicationScoped
  static class Crls implements PanacheRepositoryBase<EvidenceCrlRow, String> {}
}
