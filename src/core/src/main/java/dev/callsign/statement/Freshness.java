package dev.callsign.statement;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The step {@code freshness}: is this statement of now, and does it follow what was recorded? */
final class Freshness {

  /** How far a signer's clock may be ahead of ours (protocol §3). */
  static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(60);

  private Freshness() {}

  static Finding check(
      StatementJws jws, KeyStatement statement, @Nullable RecordedStatement recorded, Instant at) {
    Finding period = period(statement, jws.chain().leaf(), at);
    return period.failed() ? period : sequence(jws, statement, recorded, period);
  }

  private static Finding period(KeyStatement statement, X509Certificate leaf, Instant at) {
    Instant notBefore = leaf.getNotBefore().toInstant();
    Instant notAfter = leaf.getNotAfter().toInstant();
    if (statement.issuedAt().isAfter(at.plus(MAX_CLOCK_SKEW))) {
      return Finding.fail(
          Slug.STATEMENT_FUTURE, "'iat' not after " + at, "'iat' is " + statement.issuedAt());
    }
    if (!at.isBefore(statement.expiresAt())) {
      return Finding.fail(
          Slug.STATEMENT_EXPIRED, "'exp' after " + at, "'exp' is " + statement.expiresAt());
    }
    if (statement.expiresAt().isAfter(notAfter)) {
      return Finding.fail(
          Slug.STATEMENT_EXPIRED,
          "'exp' not after the leaf's end " + notAfter,
          "'exp' is " + statement.expiresAt() + ": no statement outlives its certificate");
    }
    if (statement.issuedAt().isBefore(notBefore)) {
      return Finding.fail(
          Slug.STATEMENT_EXPIRED,
          "'iat' within the leaf's validity, from " + notBefore,
          "'iat' is " + statement.issuedAt());
    }
    return Finding.pass(
        Step.FRESHNESS,
        "a statement of now that follows the last one",
        "seq " + statement.seq() + ", until " + statement.expiresAt());
  }

  private static Finding sequence(
      StatementJws jws,
      KeyStatement statement,
      @Nullable RecordedStatement recorded,
      Finding passed) {
    if (recorded == null) {
      return statement.seq() == 1
          ? passed
          : Finding.warn(
              Slug.HISTORY_GAP,
              "to see a callsign from its first statement on",
              "the first one seen here has seq " + statement.seq());
    }
    if (StatementSigner.sha256(jws.compact()).equals(recorded.sha256())) {
      return passed;
    }
    if (statement.seq() < recorded.seq()) {
      return Finding.fail(
          Slug.STATEMENT_ROLLBACK,
          "seq above the recorded " + recorded.seq(),
          "seq " + statement.seq());
    }
    if (statement.seq() == recorded.seq()) {
      return Finding.fail(
          Slug.STATEMENT_FORK,
          "one statement for seq " + recorded.seq(),
          "another statement with the same seq");
    }
    if (statement.prev() == null) {
      return Finding.fail(
          Slug.STATEMENT_FORK, "'prev' in every statement but the first", "it is missing");
    }
    if (statement.seq() == recorded.seq() + 1 && !statement.prev().equals(recorded.sha256())) {
      return Finding.fail(
          Slug.STATEMENT_FORK,
          "'prev' is the recorded statement " + recorded.sha256(),
          "'prev' is " + statement.prev());
    }
    // After its place in the history: an older statement lists devices that have left since.
    for (Device device : statement.devices()) {
      if (recorded.retiredDevices().contains(device.id())) {
        return Finding.fail(
            Slug.DEVICE_ID_REUSED,
            "device ids that this callsign never gave before",
            "device " + device.id() + ": an earlier device had this id");
      }
      if (recorded.vetoedIdentities().contains(device.identityKey().toBase64Url())) {
        return Finding.fail(
            Slug.CHANGE_VETOED,
            "identity keys that no device of this callsign vetoed",
            "device " + device.id() + ": its identity key was vetoed");
      }
    }
    if (statement.prev().equals(recorded.sha256())) {
      return passed;
    }
    // Only the statement right after the recorded one can be held against it; a later one follows
    // statements that nobody fetched here.
    return Finding.warn(
        Slug.HISTORY_GAP,
        "the statement after seq " + recorded.seq(),
        "seq " + statement.seq() + ": statements between were not seen");
  }
}
