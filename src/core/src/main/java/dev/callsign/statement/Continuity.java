package dev.callsign.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The member {@code continuity} of a payload: a device of the statement before agrees to the change
 * of devices (docs/protocol.md §5).
 */
final class Continuity {

  private static final String MEMBER = "continuity";
  private static final byte[] CONTEXT =
      "callsign-continuity-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int device;
  private final IdentitySignature signature;
  private final byte[] message;

  private Continuity(int device, IdentitySignature signature, byte[] message) {
    this.device = device;
    this.signature = signature;
    this.message = message;
  }

  /** What a payload that parsed has; empty where there is none, or one that is malformed. */
  static Optional<Continuity> of(byte[] payload) {
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(payload);
      JsonNode member = json.remove(MEMBER);
      if (member == null) {
        return Optional.empty();
      }
      StrictJson continuity = StrictJson.of(member, Slug.STATEMENT_MALFORMED, MEMBER);
      byte[] signature =
          Base64Url.decode(continuity.text("signature"), Slug.STATEMENT_MALFORMED, "'signature'");
      return Optional.of(
          new Continuity(
              (int) continuity.integer("device", Device.MIN_ID, Device.MAX_ID),
              IdentitySignature.decode(signature, Slug.STATEMENT_MALFORMED),
              message(json)));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a payload that was parsed before", e);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** Adds the agreement of a device to a payload. */
  static void sign(ObjectNode payload, int device, IdentitySigner signer) {
    IdentitySignature signature = signer.sign(message(payload));
    payload.putObject(MEMBER).put("device", device).put("signature", signature.toBase64Url());
  }

  /** Whether a device that {@code previous} listed made the signature. */
  boolean isSignedByDeviceOf(KeyStatement previous) {
    return previous.devices().stream()
        .anyMatch(
            listed -> listed.id() == device && listed.identityKey().verifies(message, signature));
  }

  /**
   * {@code "callsign-continuity-v1" || 0x00 || SHA-256(RFC 8785 JSON of the payload without it)}.
   */
  private static byte[] message(ObjectNode withoutContinuity) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(new JsonCanonicalizer(withoutContinuity.toString()).getEncodedUTF8());
      byte[] message = new byte[CONTEXT.length + hash.length];
      System.arraycopy(CONTEXT, 0, message, 0, CONTEXT.length);
      System.arraycopy(hash, 0, message, CONTEXT.length, hash.length);
      return message;
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException("SHA-256 exists and the JSON has been read", e);
    }
  }
}
