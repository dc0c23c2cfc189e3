package dev.callsign.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.ct.CtLog;
import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A verification policy as JSON: anchors, intermediates and logs in full, nothing by reference. */
public final class PolicyJson {

  private PolicyJson() {}

  /** The policy as JSON; equal policies give equal documents. */
  public static ObjectNode encode(VerificationPolicy policy) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    TrustAnchors anchors = policy.trust().anchors();
    certificates(json.putArray("anchors"), anchors.shipped());
    certificates(json.putArray("added_anchors"), anchors.added());
    certificates(json.putArray("intermediates"), anchors.intermediates());
    sorted(json.putArray("issuer_organizations"), policy.trust().issuerOrganizations());
    sorted(json.putArray("caa_identities"), policy.caaIdentities());
    json.put("revocation_mode", policy.revocation().text());
    json.put("ct_mode", policy.ct().mode().text());
    json.put("ct_own_logs", policy.hasOwnLogs());
    json.set("ct_log_list", encode(policy.ct().logs()));
    return json;
  }

  /**
   * Decodes what {@link #encode} made.
   *
   * @throws IllegalArgumentException not a policy; the message says what is wrong
   */
  public static VerificationPolicy decode(JsonNode json) {
    TrustAnchors anchors =
        new TrustAnchors(
            certificates(json.path("anchors")),
            certificates(json.path("added_anchors")),
            certificates(json.path("intermediates")));
    Mode ct = ReportJson.constant(Mode.values(), Mode::text, json.path("ct_mode"));
    LogList logs =
        ct == Mode.OFF
            ? new LogList(Map.of(), Set.of())
            : LogList.parse(json.path("ct_log_list").toString());
    return new VerificationPolicy(
        new TrustPolicy(anchors, texts(json.path("issuer_organizations"))),
        new CtPolicy(ct, logs),
        json.path("ct_own_logs").asBoolean(),
        ReportJson.constant(Mode.values(), Mode::text, json.path("revocation_mode")),
        texts(json.path("caa_identities")));
  }

  /** In the shape that {@link LogList#parse} reads. */
  private static ObjectNode encode(LogList list) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", 1);
    sorted(json.putArray("denied"), list.denied());
    ArrayNode logs = json.putArray("logs");
    list.logs().values().stream()
        .sorted(Comparator.comparing(CtLog::id))
        .forEach(log -> encode(logs.addObject(), log));
    return json;
  }

  private static void encode(ObjectNode json, CtLog log) {
    json.put("operator", log.operator()).put("description", log.description());
    json.put("kind", log.kind() == CtLog.Kind.RFC6962 ? "rfc6962" : "static-ct");
    json.put("log_id", log.id());
    json.put("key", Base64.getEncoder().encodeToString(log.key().getEncoded()));
    if (log.notBefore() != null && log.notAfter() != null) {
      json.putObject("expires_between")
          .put("start_inclusive", log.notBefore().toString())
          .put("end_exclusive", log.notAfter().toString());
    }
  }

  private static void sorted(ArrayNode array, Set<String> texts) {
    texts.stream().sorted().forEach(array::add);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static void certificates(ArrayNode array, List<X509Certificate> certificates) {
    try {
      for (X509Certificate certificate : certificates) {
        array.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a decoded certificate has an encoding", e);
    }
  }

  static List<X509Certificate> certificates(JsonNode array) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (JsonNode text : array) {
      try {
        byte[] der = Base64.getDecoder().decode(text.asText());
        certificates.add(CertificateChain.decode(List.of(der)).leaf());
      } catch (MalformedException e) {
        throw new IllegalArgumentException(e.detail(), e);
      }
    }
    return certificates;
  }
}
