package dev.callsign.directory.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.directory.prekeys.Stocks;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.Fingerprint;
import dev.callsign.x509.LeafNames;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Serializes what is recorded: the same record gives the same bytes, in every process. */
final class AnswerWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AnswerWriter() {}

  static LookupResult write(
      Callsign callsign,
      RecordedCallsign recorded,
      Map<Integer, Stocks.Counts> stocks,
      StatePolicy policy) {
    Instant revokedAt = recorded.facts().revokedAt();
    if (revokedAt != null) {
      return new LookupResult.Revoked(revokedAt);
    }
    try {
      UnverifiedStatement kept = read(recorded.active().compact());
      JsonNode report = MAPPER.readTree(recorded.report());
      CallsignView view =
          view(
              callsign,
              recorded,
              Standing.of(recorded, policy),
              AdviceView.of(recorded, stocks),
              kept,
              report);
      return new LookupResult.Found(
          Map.of(
              Representation.Form.RECORD, new Representation(MAPPER.writeValueAsString(view)),
              Representation.Form.STATEMENT, new Representation(recorded.active().compact()),
              Representation.Form.CHAIN, new Representation(kept.chain().toPem()),
              Representation.Form.IDENTITY_KEYS, new Representation(jwkSet(kept.statement()))),
          recorded.active().expiresAt());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record no longer parses: " + callsign, e);
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

  private static CallsignView view(
      Callsign callsign,
      RecordedCallsign recorded,
      Standing standing,
      List<AdviceView> advice,
      UnverifiedStatement kept,
      JsonNode report) {
    KeyStatement statement = kept.statement();
    List<String> warnings = warnings(report);
    boolean hosted = warnings.contains(Slug.SERVED_BY_OTHER_KEY.text());
    return new CallsignView(
        callsign.aLabel(),
        callsign.uLabel(),
        callsign.registrableDomain(),
        standing,
        recorded.stateSince().toString(),
        recorded.active().grade().text(),
        statement.seq(),
        recorded.active().sha256(),
        recorded.active().compact(),
        statement.issuedAt().toString(),
        statement.expiresAt().toString(),
        recorded.registeredAt().toString(),
        recorded.facts().inForce().verifiedAt().toString(),
        hosted ? "hosted" : "live",
        certificate(kept.chain().leaf()),
        statement.devices().stream().map(AnswerWriter::device).toList(),
        statement.mailbox().stream().map(URI::toString).toList(),
        statement.next(),
        warnings,
        advice,
        report);
  }

  private static List<String> warnings(JsonNode report) {
    List<String> warnings = new ArrayList<>();
    for (JsonNode step : report.path("steps")) {
      if (step.path("verdict").asText().equals(Verdict.WARN.text())) {
        warnings.add(step.path("slug").asText());
      }
    }
    return warnings;
  }

  private static CallsignView.CertificateView certificate(X509Certificate leaf) {
    return new CallsignView.CertificateView(
        LeafNames.dnsNames(leaf),
        leaf.getIssuerX500Principal().getName(),
        leaf.getSerialNumber().toString(16),
        leaf.getNotBefore().toInstant().toString(),
        leaf.getNotAfter().toInstant().toString(),
        Fingerprint.ofCertificate(leaf),
        Fingerprint.ofKey(leaf.getPublicKey()));
  }

  private static CallsignView.DeviceView device(Device device) {
    return new CallsignView.DeviceView(
        device.id(),
        device.registrationId(),
        device.name(),
        Base64.getEncoder().encodeToString(device.identityKey().encode()),
        device.addedAt().toString());
  }

  /**
   * RFC 7517 §5 with X25519 keys of RFC 8037 §2: the u-coordinate without libsignal's type byte.
   */
  private static String jwkSet(KeyStatement statement) throws JsonProcessingException {
    ObjectNode set = MAPPER.createObjectNode();
    ArrayNode keys = set.putArray("keys");
    for (Device device : statement.devices()) {
      keys.addObject()
          .put("kty", "OKP")
          .put("crv", "X25519")
          .put("kid", statement.subject() + "#" + device.id())
          .put(
              "x",
              Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(device.identityKey().uCoordinate()));
    }
    return MAPPER.writeValueAsString(set);
  }
}
