package dev.callsign.prekey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * What a device signs to show that it holds its identity key and agrees to stand under a callsign
 * (docs/protocol.md §3, {@code proof}).
 *
 * <p>It names no certificate, so that a renewal does not need the device.
 */
public final class ProofOfPossession {

  private static final byte[] CONTEXT = "callsign-pop-v1\0".getBytes(StandardCharsets.US_ASCII);

  private ProofOfPossession() {}

  /**
   * The signed bytes: {@code "callsign-pop-v1" || 0x00 || SHA-256(RFC 8785 JSON of {sub, id,
   * registration_id, identity_key})}, 48 bytes.
   *
   * @param sub the callsign as A-label
   */
  public static byte[] message(String sub, int id, int registrationId, IdentityKey identityKey) {
    String json =
        String.format(
            Locale.ROOT,
            "{\"sub\":\"%s\",\"id\":%d,\"registration_id\":%d,\"identity_key\":\"%s\"}",
            sub,
            id,
            registrationId,
            identityKey.toBase64Url());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(new JsonCanonicalizer(json).getEncodedUTF8());
      byte[] message = new byte[CONTEXT.length + hash.length];
      System.arraycopy(CONTEXT, 0, message, 0, CONTEXT.length);
      System.arraycopy(hash, 0, message, CONTEXT.length, hash.length);
      return message;
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException("SHA-256 exists and the JSON is ours", e);
    }
  }
}
