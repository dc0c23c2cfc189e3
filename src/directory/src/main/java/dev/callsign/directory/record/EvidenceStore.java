package dev.callsign.directory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.evidence.Evidence;
import dev.callsign.evidence.EvidenceJson;
import dev.callsign.name.Callsign;
import dev.callsign.x509.Fingerprint;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
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

  EvidenceStore(Evidences evidences, Policies policies, Crls crls, Rows.Callsigns callsigns) {
    this.evidences = evidences;
    this.policies = policies;
    this.crls = crls;
    this.callsigns = callsigns;
  }

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
    ObjectNode document = EvidenceJson.encode(evidence);
    String policy = document.remove(POLICY).toString();
    String policySha256 = sha256(policy.getBytes(StandardCharsets.UTF_8));
    if (policies.findByIdOptional(policySha256).isEmpty()) {
      policies.persist(new PolicyRow(policySha256, policy));
    }
    JsonNode crl = ((ObjectNode) document.path(REVOCATION)).remove(CRL);
    String crlSha256 = crl == null ? null : keepCrl(Base64.getDecoder().decode(crl.asText()));
    Optional<EvidenceRow> before = evidences.findByIdOptional(statementId);
    String replaced = before.map(row -> row.crlSha256).orElse(null);
    if (before.isPresent()) {
      before.get().document = document.toString();
      before.get().policySha256 = policySha256;
      before.get().crlSha256 = crlSha256;
    } else {
      evidences.persist(new EvidenceRow(statementId, document.toString(), policySha256, crlSha256));
    }
    dropUnused(replaced, crlSha256);
  }

  private String keepCrl(byte[] der) {
    String sha256 = sha256(der);
    if (crls.findByIdOptional(sha256).isEmpty()) {
      crls.persist(new EvidenceCrlRow(sha256, der));
    }
    return sha256;
  }

  /** A list that only the replaced evidence referred to. */
  private void dropUnused(@Nullable String replaced, @Nullable String current) {
    if (replaced != null && !replaced.equals(current)) {
      evidences.flush();
      if (evidences.count("crlSha256", replaced) == 0) {
        crls.deleteById(replaced);
      }
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
