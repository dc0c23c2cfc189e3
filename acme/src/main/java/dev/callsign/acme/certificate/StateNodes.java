package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads the values that the agent's own files are made of; every fault is {@code BAD_INPUT}. */
final class StateNodes {

  /** Seconds of the last instant that is read: the end of the year 9999. */
  static final long LAST_SECOND = 253_402_300_799L;

  /** Characters of the longest address; those of real servers have about 60. */
  private static final int MAX_URL_CHARACTERS = 1024;

  /** SHA-256 in base64url. */
  private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{43}");

  private StateNodes() {}

  /** Whole seconds since the epoch. */
  static Instant instant(JsonFile json, String member) throws CommandFailure {
    return Instant.ofEpochSecond(json.integer(member, 0, LAST_SECOND));
  }

  /** An absolute HTTPS address with a host. */
  static URI uri(JsonFile json, String member) throws CommandFailure {
    String text = json.text(member);
    try {
      URI uri = URI.create(text);
      if (text.length() <= MAX_URL_CHARACTERS
          && "https".equals(uri.getScheme())
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw json.bad("'" + member + "' is not an https:// address");
  }

  /** SHA-256 in base64url without padding. */
  static String hash(JsonFile json, String member) throws CommandFailure {
    String text = json.text(member);
    if (!HASH.matcher(text).matches()) {
      throw json.bad("'" + member + "' is not a SHA-256 in base64url");
    }
    return text;
  }
}
