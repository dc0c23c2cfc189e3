package dev.callsign.json;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.Base64;

/** Base64url without padding, in its one canonical spelling (RFC 7515 §2, RFC 4648 §3.5). */
public final class Base64Url {

  private Base64Url() {}

  /**
   * Decodes canonical base64url.
   *
   * @throws MalformedException {@code slug}: another alphabet, padding, or trailing bits that are
   *     not zero
   */
  public static byte[] decode(String text, Slug slug, String what) throws MalformedException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below, in the same words
    }
    throw new MalformedException(slug, what + " is not canonical base64url without padding");
  }

  /** Decodes exactly {@code length} bytes. */
  public static byte[] decode(String text, int length, Slug slug, String what)
      throws MalformedException {
    byte[] bytes = decode(text, slug, what);
    if (bytes.length != length) {
      throw new MalformedException(slug, what + " is " + length + " bytes, not " + bytes.length);
    }
    return bytes;
  }

  /** Encodes without padding. */
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
