package dev.callsign.acme.challenge;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * A key that updates of a zone are signed with (RFC 8945), as BIND's {@code tsig-keygen} writes it.
 *
 * @param name of the key, absolute; it is sent along, and servers know keys by it
 * @param algorithm {@code hmac-sha256}, {@code hmac-sha384} or {@code hmac-sha512}
 * @param secret in base64; shared with the server
 */
public record TsigKey(String name, String algorithm, String secret) {

  /** What RFC 8945 §6 recommends or allows and is not short or old. */
  private static final Set<String> ALGORITHMS = Set.of("hmac-sha256", "hmac-sha384", "hmac-sha512");

  /** Bytes of the shortest secret: half of the shortest hash (RFC 8945 §8, RFC 2104 §3). */
  static final int MIN_SECRET_BYTES = 16;

  private static final Pattern KEY =
      Pattern.compile("\\bkey\\s+(\"[^\"{};]+\"|[^\\s\"{};]+)\\s*\\{([^{}]*)}\\s*;");
  private static final Pattern MEMBER =
      Pattern.compile("\\b(algorithm|secret)\\s+(\"[^\"{};]*\"|[^\\s\"{};]+)\\s*;");
  private static final Pattern COMMENT = Pattern.compile("(?m)(?://|#).*$");

  /** Refuses what is no such key, without repeating the secret. */
  public TsigKey {
    name = absolute(name);
    algorithm = algorithm.toLowerCase(Locale.ROOT);
    if (!ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "the algorithm of a TSIG key is hmac-sha256, hmac-sha384 or hmac-sha512");
    }
    if (decode(secret).length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of a TSIG key is at least " + MIN_SECRET_BYTES + " bytes in base64");
    }
  }

  /**
   * The one key in a file of BIND's form: {@code key "name" { algorithm …; secret "…"; };}.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no key in it, more than one, or one that cannot be
   *     used; otherwise as {@link InputFile#read}
   */
  public static TsigKey read(Path path) throws CommandFailure {
    try {
      return parse(InputFile.readText(path));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, path + " cannot be used as a TSIG key: " + e.getMessage());
    }
  }

  static TsigKey parse(String text) {
    Matcher key = KEY.matcher(COMMENT.matcher(text).replaceAll(""));
    if (!key.find()) {
      throw new IllegalArgumentException("there is no key \"…\" { algorithm …; secret \"…\"; };");
    }
    String name = unquoted(key.group(1));
    String body = key.group(2);
    if (key.find()) {
      throw new IllegalArgumentException("there is more than one key");
    }
    return new TsigKey(name, member(body, "algorithm"), member(body, "secret"));
  }

  /** For signing at the time of {@code clock}. */
  TSIG signer(Clock clock) {
    Name algorithmName = TSIG.algorithmToName(algorithm);
    return new TSIG(
        algorithmName, parsed(name), new SecretKeySpec(decode(secret), algorithm), clock);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return name + " (" + algorithm + ")";
  }

  private static String member(String body, String wanted) {
    Optional<String> value =
        MEMBER
            .matcher(body)
            .results()
            .filter(member -> member.group(1).equals(wanted))
            .map(member -> unquoted(member.group(2)))
            .findFirst();
    return value.orElseThrow(() -> new IllegalArgumentException("the key has no " + wanted));
  }

  private static String unquoted(String text) {
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  private static String absolute(String text) {
    return parsed(text).toString();
  }

  private static Name parsed(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("the name of a TSIG key is a domain name", e);
    }
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
