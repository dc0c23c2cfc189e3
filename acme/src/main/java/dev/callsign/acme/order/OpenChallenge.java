package dev.callsign.acme.order;

import dev.callsign.json.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A challenge that waits for its answer (RFC 8555 §8).
 *
 * @param domain the identifier in A-labels, without the final full stop
 * @param token base64url, at most {@value #MAX_TOKEN_CHARACTERS} characters: it becomes a part of
 *     addresses and paths
 * @param keyAuthorization the token and the thumbprint of the account's key, with a full stop
 *     between them (RFC 8555 §8.1); public as soon as it is presented
 */
public record OpenChallenge(String domain, String token, String keyAuthorization) {

  /** Characters of the longest token; those of real servers have 43. */
  public static final int MAX_TOKEN_CHARACTERS = 200;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+");

  /** Refuses tokens of another form. */
  public OpenChallenge {
    if (token.length() > MAX_TOKEN_CHARACTERS || !TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException("a token is base64url (RFC 8555 §8.3)");
    }
  }

  /** Where http-01 is answered, on every address of the domain (RFC 8555 §8.3). */
  public String path() {
    return "/.well-known/acme-challenge/" + token;
  }

  /** Where dns-01 is answered (RFC 8555 §8.4), absolute, with the final full stop. */
  public String recordName() {
    return "_acme-challenge." + domain + ".";
  }

  /** What dns-01 is answered with (RFC 8555 §8.4): {@link #digest()} in base64url. */
  public String recordValue() {
    return Base64Url.encode(digest());
  }

  /**
   * SHA-256 of the key authorization, 32 bytes: what tls-alpn-01 is answered with (RFC 8737 §3).
   */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
