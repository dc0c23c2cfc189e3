package dev.callsign.acme.order;

import java.util.Base64;

/**
 * An account that a person has at the authority, outside of ACME, and that the ACME account is
 * bound to by HMAC-SHA256 (RFC 8555 §7.3.4).
 *
 * @param keyIdentifier as the authority gave it
 * @param macKey at least {@value #MIN_KEY_BYTES} bytes, in base64url without padding, as the
 *     authority gave it; a secret
 */
public record ExternalAccount(String keyIdentifier, String macKey) {

  /** Bytes of the shortest key that HMAC-SHA256 may have in a JWS (RFC 7518 §3.2). */
  public static final int MIN_KEY_BYTES = 32;

  /** Refuses what cannot be such a pair, without repeating it. */
  public ExternalAccount {
    if (keyIdentifier.isBlank()) {
      throw new IllegalArgumentException("a key identifier is not empty");
    }
    if (lengthBytes(macKey) < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a MAC key is at least " + MIN_KEY_BYTES + " bytes in base64url without padding");
    }
  }

  private static int lengthBytes(String base64url) {
    try {
      return Base64.getUrlDecoder().decode(base64url).length;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  /** Without the MAC key. */
  @Override
  public String toString() {
    return keyIdentifier;
  }
}
