package dev.callsign.directory.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verified record of a callsign as JSON (docs/protocol.md §8, {@code GET /v1/callsigns/{d}}).
 *
 * @param statement the compact JWS: everything here can be recomputed from it
 * @param binding {@code live} when the host presents the key that signs, {@code hosted} otherwise
 * @param warnings slugs of the last verification's warnings
 * @param advice what the owner should do
 * @param report the last successful verification, step by step
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallsignView(
    String callsign,
    String unicode,
    String registrableDomain,
    @JsonUnwrapped Standing standing,
    String stateSince,
    String grade,
    long seq,
    String statementSha256,
    String statement,
    String issuedAt,
    String expiresAt,
    String registeredAt,
    String verifiedAt,
    String binding,
    CertificateView certificate,
    List<DeviceView> devices,
    List<String> mailbox,
    @Nullable String next,
    List<String> warnings,
    List<AdviceView> advice,
    JsonNode report) {

  /** The leaf that signed the statement. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record CertificateView(
      List<String> names,
      String issuer,
      String serial,
      String notBefore,
      String notAfter,
      String sha256,
      String keySha256) {}

  /**
   * One device.
   *
   * @param identityKey standard base64 of 33 bytes
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DeviceView(
      int deviceId,
      int registrationId,
      @Nullable String name,
      String identityKey,
      String addedAt) {}
}
