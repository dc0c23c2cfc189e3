package dev.callsign.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.statement.Device;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.statement.VerifiedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks a prekey bundle, with nothing but the public web PKI: what {@code GET …/bundle}, {@code
 * GET …/devices/{id}/bundle} and {@code POST …/devices/{id}/claims} answer.
 *
 * <p>The statement in the answer is verified as {@link AnswerVerifier} does; every device must
 * stand in it with the same registration id and identity key; every prekey must be well-formed and
 * signed by its device (a one-time prekey only where it carries a signature); {@code one_time} and
 * {@code profiles} must agree with the keys that are there. State, dates and log proof are not
 * believed and not read; {@code stale} becomes a warning.
 *
 * <p>NOT proved: that the statement is the latest one (a caller keeps what he saw last and passes
 * it as {@code recorded}); that the prekeys are the newest, as their signatures carry no time; that
 * a one-time prekey is the device's own where it is not signed, and that it was given to nobody
 * else; that the devices are all of the statement's; that a post-quantum prekey is a one-time one.
 *
 * <p>A pure function of its arguments; safe for concurrent use. Specification: docs/protocol.md §4
 * and §8, "Bundle"; docs/verification.md, step prekeys.
 */
public final class BundleVerifier {

  /**
   * Bytes of the largest bundle that is read: six devices of 5,000 bytes, a statement of 16,384 and
   * room for members that nobody knows yet.
   */
  public static final int MAX_BYTES = 64 * 1024;

  private final AnswerReader reader;

  /** A verifier that judges by {@code policy}. */
  public BundleVerifier(VerificationPolicy policy) {
    this.reader = new AnswerReader(policy, MAX_BYTES);
  }

  /**
   * Verifies that {@code answer} has prekeys of devices that may be believed to be {@code asked}'s
   * at one instant.
   *
   * @param answer the body, JSON in UTF-8 without a byte order mark (RFC 8259 §8.1)
   * @param asked the callsign that was asked for
   * @param recorded the last statement the caller accepted for it; null when there is none
   * @return never throws for bad input
   */
  public BundleVerdict verify(
      byte[] answer, Callsign asked, @Nullable RecordedStatement recorded, Instant at) {
    return verify(answer, asked, recorded, at, null);
  }

  /**
   * As {@link #verify}, for one device: the answer has its prekeys and no others.
   *
   * @param deviceId the device that was asked for
   */
  public BundleVerdict verifyDevice(
      byte[] answer,
      Callsign asked,
      int deviceId,
      @Nullable RecordedStatement recorded,
      Instant at) {
    return verify(answer, asked, recorded, at, deviceId);
  }

  private BundleVerdict verify(
      byte[] answer,
      Callsign asked,
      @Nullable RecordedStatement recorded,
      Instant at,
      @Nullable Integer deviceId) {
    return switch (reader.read(answer, asked, recorded, at)) {
      case AnswerReader.Reading.Unreadable(String detail) -> new BundleVerdict.Unreadable(detail);
      case AnswerReader.Reading.Rejected(VerificationReport report) ->
          new BundleVerdict.Rejected(report);
      case AnswerReader.Reading.Believed(
              JsonNode json,
              VerifiedStatement statement,
              VerificationReport report) -> {
        try {
          yield prekeys(entries(json, statement, deviceId), statement, report);
        } catch (MalformedException e) {
          yield new BundleVerdict.Contradicted(report, e.detail());
        }
      }
    };
  }

  /**
   * What the answer says about which devices.
   *
   * @throws MalformedException it is not about what was asked for, or contradicts the statement or
   *     itself; the slug means nothing
   */
  private static List<BundleEntry> entries(
      JsonNode json, VerifiedStatement statement, @Nullable Integer deviceId)
      throws MalformedException {
    if (!json.path("callsign").asText().equals(statement.callsign().aLabel())) {
      throw contradiction("'callsign' is not the name asked for");
    }
    Map<DeviceLine, Device> left =
        statement.statement().devices().stream()
            .collect(Collectors.toMap(DeviceLine::of, Function.identity()));
    List<BundleEntry> entries = new ArrayList<>();
    for (JsonNode node : AnswerReader.devices(json)) {
      Device device = left.remove(DeviceLine.of(node));
      if (device == null) {
        throw contradiction("'devices' has one twice, or one that the signed statement has not");
      }
      entries.add(BundleEntry.parse(node, device));
    }
    if (entries.isEmpty()) {
      throw contradiction("'devices' has no device");
    }
    if (deviceId != null && (entries.size() != 1 || entries.getFirst().device().id() != deviceId)) {
      throw contradiction("'devices' is not device " + deviceId + " alone, which was asked for");
    }
    return entries;
  }

  private static MalformedException contradiction(String detail) {
    return new MalformedException(Slug.PREKEY_MALFORMED, detail);
  }

  private static BundleVerdict prekeys(
      List<BundleEntry> entries, VerifiedStatement statement, VerificationReport report) {
    List<Finding> findings = new ArrayList<>();
    List<DeviceBundle> bundles = new ArrayList<>();
    for (BundleEntry entry : entries) {
      entry.verify(findings).ifPresent(bundles::add);
    }
    if (!findings.isEmpty()) {
      return new BundleVerdict.Rejected(with(report, findings));
    }
    findings.add(
        Finding.pass(
            Step.PREKEYS,
            "well-formed prekeys, signed by their device",
            "the prekeys of " + bundles.size() + " device(s)"));
    for (BundleEntry entry : entries) {
      if (entry.stale()) {
        findings.add(
            Finding.warn(
                Slug.PREKEY_STALE,
                "a signed prekey of less than 14 days",
                "device " + entry.device().id() + ": the directory says that it is older"));
      }
    }
    return new BundleVerdict.Verified(
        new VerifiedBundle(statement, with(report, findings), bundles));
  }

  private static VerificationReport with(VerificationReport report, List<Finding> findings) {
    List<Finding> all = new ArrayList<>(report.findings());
    all.addAll(findings);
    return new VerificationReport(report.callsign(), report.at(), report.address(), all);
  }
}
