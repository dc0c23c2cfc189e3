package dev.callsign.acme.lookup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.bundle.VerifiedAnswer;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Device;
import dev.callsign.statement.VerifiedStatement;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shows what was verified here, to a person and to a program. Nothing that only the directory says
 * is shown.
 */
final class Findings {

  private Findings() {}

  /** The evidence as lines for a person. */
  static List<String> lines(VerifiedAnswer answer) {
    VerifiedStatement verified = answer.statement();
    X509Certificate leaf = verified.chain().leaf();
    List<String> lines = new ArrayList<>();
    lines.add("VERIFIED " + name(verified.callsign()) + " at " + second(answer.report()));
    lines.add("statement    seq " + verified.statement().seq());
    lines.add("             sha256 " + verified.sha256());
    lines.add(
        "             issued "
            + verified.statement().issuedAt()
            + ", expires "
            + verified.expiresAt());
    lines.add("certificate  issuer " + PlainText.line(leaf.getIssuerX500Principal().getName()));
    lines.add("             serial " + serial(leaf));
    lines.add("             until " + leaf.getNotAfter().toInstant());
    for (Device device : verified.statement().devices()) {
      String name = device.name() == null ? "" : ", " + PlainText.line(device.name());
      lines.add("device " + device.id() + "     registration id " + device.registrationId() + name);
      lines.add("             identity key " + device.identityKey());
    }
    lines.addAll(steps(answer.report()));
    return lines;
  }

  /** The instant of a report, for a person: in whole seconds. */
  static Instant second(VerificationReport report) {
    return report.at().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Each step with its verdict. */
  static List<String> steps(VerificationReport report) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : report.findings()) {
      String reason = finding.slug() == null ? "" : finding.slug().text() + ": ";
      lines.add(
          String.format(
              Locale.ROOT,
              "%-12s %-4s  %s",
              finding.step().text(),
              finding.verdict().text(),
              PlainText.line(reason + finding.seen())));
    }
    return lines;
  }

  /** The evidence as one JSON object. */
  static ObjectNode toJson(VerifiedAnswer answer) {
    VerifiedStatement verified = answer.statement();
    X509Certificate leaf = verified.chain().leaf();
    ObjectNode json = toJson(verified.callsign(), answer.report(), true);
    json.putObject("statement")
        .put("seq", verified.statement().seq())
        .put("sha256", verified.sha256())
        .put("issued_at", verified.statement().issuedAt().toString())
        .put("expires_at", verified.expiresAt().toString());
    json.putObject("certificate")
        .put("issuer", leaf.getIssuerX500Principal().getName())
        .put("serial", serial(leaf))
        .put("not_after", leaf.getNotAfter().toInstant().toString());
    ArrayNode devices = json.putArray("devices");
    for (Device device : verified.statement().devices()) {
      ObjectNode entry =
          devices
              .addObject()
              .put("id", device.id())
              .put("registration_id", device.registrationId());
      if (device.name() != null) {
        entry.put("name", device.name());
      }
      entry.put("identity_key", device.identityKey().toBase64Url());
    }
    return json;
  }

  /** The part of the JSON object that a refused answer has too. */
  static ObjectNode toJson(Callsign callsign, VerificationReport report, boolean verified) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", callsign.aLabel()).put("unicode", callsign.uLabel());
    json.put("verified", verified).put("at", report.at().toString());
    ArrayNode findings = json.putArray("report");
    for (Finding finding : report.findings()) {
      ObjectNode entry =
          findings
              .addObject()
              .put("step", finding.step().text())
              .put("verdict", finding.verdict().text());
      if (finding.slug() != null) {
        entry.put("slug", finding.slug().text());
      }
      entry.put("expected", finding.expected()).put("seen", finding.seen());
    }
    return json;
  }

  private static String name(Callsign callsign) {
    if (callsign.uLabel().equals(callsign.aLabel())) {
      return callsign.aLabel();
    }
    return callsign.aLabel()
        + " ("
        + PlainText.line(callsign.uLabel())
        + (callsign.isConfusable() ? ", can be taken for another name)" : ")");
  }

  private static String serial(X509Certificate leaf) {
    return leaf.getSerialNumber().toString(16);
  }
}
