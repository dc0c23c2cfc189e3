package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.JsonFile;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
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
    try {
      URI uri = URI.create(json.text(member));
      if (isAddress(uri)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw json.bad("'" + member + "' is not an https:// address");
  }

  /** Whether an address can be written and read again: HTTPS, with a host, not too long. */
  static boolean isAddress(URI uri) {
    return "https".equals(uri.getScheme())
        && uri.getHost() != null
        && uri.toString().length() <= MAX_URL_CHARACTERS;
  }

  /** An instant in the notation of RFC 3339, with its fraction. */
  static Instant timestamp(JsonFile json, String member) throws CommandFailure {
    try {
      return Instant.parse(json.text(member));
    } catch (DateTimeParseException e) {
      throw json.bad("'" + member + "' is not a time such as 2026-11-21T10:00:00Z");
    }
  }

  /** An object. */
  static JsonFile object(JsonFile json, String member) throws CommandFailure {
    return json.optionalObject(member).orElseThrow(() -> json.bad("'" + member + "' is missing"));
  }

  /** The constant that a word stands for: its name in lower case, with hyphens. */
  static <E extends Enum<E>> E word(JsonFile json, String member, Class<E> type)
      throws CommandFailure {
    String text = json.text(member);
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    throw json.bad("'" + member + "' is not one of the words that it may be");
  }

  /** The word for a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
