package dev.callsign.revocation;

import dev.callsign.report.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One revoked certificate (RFC 5280 §5.1.2.6, §5.3).
 *
 * @param serial the contents of its serial number
 * @param revokedAt when the issuer revoked it
 * @param reason as RFC 5280 §5.3.1 calls it; {@code unspecified} where the issuer says nothing
 * @param unusable the object identifier, in hex, of a critical extension that this verifier does
 *     not understand: it forbids using the whole list (RFC 5280 §5.3)
 */
record CrlEntry(Der serial, Instant revokedAt, String reason, Optional<String> unusable) {

  private static final String REASON_CODE = "551d15";
  private static final String INVALIDITY_DATE = "551d18";

  /** Reason codes by their number (RFC 5280 §5.3.1); 7 is not used. */
  private static final List<String> REASONS =
      List.of(
          "unspecified",
          "keyCompromise",
          "cACompromise",
          "affiliationChanged",
          "superseded",
          "cessationOfOperation",
          "certificateHold",
          "7",
          "removeFromCRL",
          "privilegeWithdrawn",
          "aACompromise");

  /** Reads the next entry of a list. */
  static CrlEntry read(Der entries) throws MalformedException {
    Der fields = entries.read(Der.SEQUENCE);
    Der serial = fields.readInteger();
    Instant revokedAt = DerTime.read(fields);
    String reason = REASONS.getFirst();
    Optional<String> unusable = Optional.empty();
    if (fields.hasNext(Der.SEQUENCE)) {
      for (Der extensions = fields.read(); extensions.hasNext(); ) {
        DerExtension extension = DerExtension.read(extensions);
        if (extension.oid().equals(REASON_CODE)) {
          reason = reason(extension.value());
        } else if (extension.isCritical() && !extension.oid().equals(INVALIDITY_DATE)) {
          unusable = Optional.of(extension.oid());
        }
      }
    }
    fields.end();
    return new CrlEntry(serial, revokedAt, reason, unusable);
  }

  private static String reason(Der value) throws MalformedException {
    byte[] code = value.read(Der.ENUMERATED).octets();
    value.end();
    if (code.length != 1 || code[0] < 0 || code[0] >= REASONS.size()) {
      throw Der.malformed("a reason is none of RFC 5280");
    }
    return REASONS.get(code[0]);
  }
}
