package dev.callsign.evidence;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.caa.CaaLookup;
import dev.callsign.caa.CaaProperty;
import dev.callsign.caa.CaaSet;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.VerificationReport;
import dev.callsign.revocation.Crl;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementPin;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Evidence as JSON, self-contained: {@code GET /v1/callsigns/{d}/evidence}. */
public final class EvidenceJson {

  /** The version of the document. */
  public static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EvidenceJson() {}

  /** The evidence as JSON. */
  public static ObjectNode encode(Evidence evidence) {
    ObjectNode json = encodeOwn(evidence);
    if (evidence.revocation() instanceof RevocationEvidence.Fetched fetched) {
      ((ObjectNode) json.path("revocation"))
          .put("crl", Base64.getEncoder().encodeToString(fetched.crl().encode()));
    }
    json.set("policy", encode(evidence.policy()));
    return json;
  }

  /** A policy as evidence has it. */
  public static ObjectNode encode(VerificationPolicy policy) {
    return PolicyJson.encode(policy);
  }

  /**
   * The evidence without what it has in common with that of others: the member {@code policy}, and
   * in {@code revocation} the member {@code crl}.
   */
  public static ObjectNode encodeOwn(Evidence evidence) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("callsign", evidence.callsign().aLabel());
    json.put("statement", evidence.statement());
    CertificateChain presented = evidence.presented();
    if (presented != null) {
      PolicyJson.certificates(json.putArray("presented_chain"), presented.certificates());
    }
    RecordedStatement recorded = evidence.recorded();
    if (recorded != null) {
      ObjectNode before = json.putObject("recorded");
      before.put("seq", recorded.seq()).put("sha256", recorded.sha256());
      before.put("key_sha256", recorded.keySha256());
      if (recorded.next() != null) {
        before.put("next", recorded.next());
      }
      if (!recorded.retiredDevices().isEmpty()) {
        ArrayNode retired = before.putArray("retired_devices");
        recorded.retiredDevices().stream().sorted().forEach(retired::add);
      }
      if (!recorded.vetoedIdentities().isEmpty()) {
        ArrayNode vetoed = before.putArray("vetoed_identities");
        recorded.vetoedIdentities().stream().sorted().forEach(vetoed::add);
      }
    }
    json.set("caa", encode(evidence.caa()));
    StatementPin pin = evidence.pin();
    if (pin != null) {
      json.put("pin_sha256", pin.sha256());
    }
    json.set("revocation", encode(evidence.revocation()));
    json.set("report", ReportJson.encode(evidence.report()));
    return json;
  }

  /**
   * Decodes a document as {@link #encode} made it.
   *
   * @throws IllegalArgumentException not such a document; the message says what is wrong
   */
  public static Evidence decode(byte[] utf8) {
    try {
      JsonNode json = MAPPER.readTree(utf8);
      if (json.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException("not evidence of version " + VERSION);
      }
      return new Evidence(
          Callsign.parse(json.path("callsign").asText(), NamePolicy.WITH_TEST_NAMES),
          report(json),
          text(json, "statement"),
          presented(json.get("presented_chain")),
          recorded(json.get("recorded")),
          caa(json.path("caa")),
          Optional.ofNullable(json.get("pin_sha256"))
              .map(hash -> new StatementPin(hash.asText()))
              .orElse(null),
          revocation(json.path("revocation")),
          PolicyJson.decode(json.path("policy")));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON with distinct members", e);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.detail(), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading bytes does no I/O", e);
    }
  }

  private static VerificationReport report(JsonNode json) {
    VerificationReport report = ReportJson.decode(json.path("report"));
    if (!report.callsign().equals(json.path("callsign").asText())) {
      throw new IllegalArgumentException("the report is about another callsign");
    }
    return report;
  }

  private static @Nullable CertificateChain presented(@Nullable JsonNode chain) {
    return chain == null ? null : CertificateChain.of(PolicyJson.certificates(chain));
  }

  private static @Nullable RecordedStatement recorded(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    JsonNode next = json.get("next");
    return new RecordedStatement(
        json.path("seq").asLong(),
        text(json, "sha256"),
        text(json, "key_sha256"),
        next == null ? null : next.asText(),
        json.path("retired_devices").valueStream().map(JsonNode::asInt).collect(Collectors.toSet()),
        json.path("vetoed_identities")
            .valueStream()
            .map(JsonNode::asText)
            .collect(Collectors.toSet()));
  }

  private static ObjectNode encode(CaaLookup lookup) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (lookup) {
      case CaaLookup.None none -> json.put("result", "none");
      case CaaLookup.Failed failed -> json.put("result", "failed").put("why", failed.why());
      case CaaLookup.Found found -> {
        json.put("result", "found").put("at", found.set().foundAt());
        ArrayNode properties = json.putArray("properties");
        for (CaaProperty property : found.set().properties()) {
          properties
              .addObject()
              .put("flags", property.flags())
              .put("tag", property.tag())
              .put("value", property.value());
        }
      }
    }
    return json;
  }

  private static CaaLookup caa(JsonNode json) {
    return switch (json.path("result").asText()) {
      case "none" -> new CaaLookup.None();
      case "failed" -> new CaaLookup.Failed(text(json, "why"));
      case "found" -> {
        List<CaaProperty> properties = new ArrayList<>();
        for (JsonNode each : json.path("properties")) {
          properties.add(
              new CaaProperty(each.path("flags").asInt(), text(each, "tag"), text(each, "value")));
        }
        yield new CaaLookup.Found(new CaaSet(text(json, "at"), properties));
      }
      default -> throw new IllegalArgumentException("'caa' has no known 'result'");
    };
  }

  private static ObjectNode encode(RevocationEvidence evidence) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (evidence) {
      case RevocationEvidence.Absent absent -> json.put("result", "absent");
      case RevocationEvidence.Unavailable unavailable ->
          json.put("result", "unavailable")
              .put("since", unavailable.since().toString())
              .put("reason", unavailable.reason());
      case RevocationEvidence.Fetched fetched ->
          json.put("result", "fetched").put("fetched_at", fetched.fetchedAt().toString());
    }
    return json;
  }

  private static RevocationEvidence revocation(JsonNode json) throws MalformedException {
    return switch (json.path("result").asText()) {
      case "absent" -> new RevocationEvidence.Absent();
      case "unavailable" ->
          new RevocationEvidence.Unavailable(
              ReportJson.instant(json.path("since")), text(json, "reason"));
      case "fetched" ->
          new RevocationEvidence.Fetched(
              Crl.decode(Base64.getDecoder().decode(text(json, "crl"))),
              ReportJson.instant(json.path("fetched_at")));
      default -> throw new IllegalArgumentException("'revocation' has no known 'result'");
    };
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("the member '" + member + "' is missing");
    }
    return value.textValue();
  }
}
