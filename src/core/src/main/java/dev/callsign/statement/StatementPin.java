package dev.callsign.statement;

import dev.callsign.json.Base64Url;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TXT record at {@code _callsign.<name>} by which the DNS names the one statement that may be
 * hosted: {@code v=callsign1; h=<base64url SHA-256 of the compact JWS>}. Optional
 * (docs/verification.md, step dns).
 *
 * @param sha256 base64url without padding, as {@link VerifiedStatement#sha256()}
 */
public record StatementPin(String sha256) {

  /** The label below which pins are, in front of the callsign. */
  public static final String LABEL = "_callsign";

  private static final Pattern VERSION = Pattern.compile("v=callsign1(?![^;\\s]).*");
  private static final Pattern PIN =
      Pattern.compile("v=callsign1[ \\t]*;[ \\t]*h=([A-Za-z0-9_-]{43})[ \\t]*;?[ \\t]*");

  /** Bytes of a SHA-256. */
  private static final int HASH_BYTES = 32;

  /**
   * Whether a TXT record is meant as a pin. Others may stand beside it: a wildcard puts them there.
   */
  public static boolean isPin(String text) {
    return VERSION.matcher(text).matches();
  }

  /**
   * Finds the pin among the TXT records of a name.
   *
   * @return empty when there is none
   * @throws MalformedException {@code txt-ambiguous}: several records are pins, or the one is
   *     malformed
   */
  public static Optional<StatementPin> parse(Collection<String> texts) throws MalformedException {
    var pins = texts.stream().filter(StatementPin::isPin).toList();
    if (pins.isEmpty()) {
      return Optional.empty();
    }
    if (pins.size() > 1) {
      throw new MalformedException(
          Slug.TXT_AMBIGUOUS, pins.size() + " records v=callsign1 where one is allowed");
    }
    Matcher pin = PIN.matcher(pins.getFirst());
    if (!pin.matches()) {
      throw new MalformedException(
          Slug.TXT_AMBIGUOUS, "a record that is not v=callsign1; h=<base64url SHA-256>");
    }
    Base64Url.decode(pin.group(1), HASH_BYTES, Slug.TXT_AMBIGUOUS, "the hash");
    return Optional.of(new StatementPin(pin.group(1)));
  }

  /**
   * Compares with what is hosted.
   *
   * @param compact the compact JWS as fetched
   * @return {@code txt-ambiguous} when the DNS names another statement than the host serves; empty
   *     when both agree
   */
  public Optional<Finding> objection(String compact) {
    return StatementSigner.sha256(compact).equals(sha256)
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                Slug.TXT_AMBIGUOUS,
                "the statement that TXT at " + LABEL + " names",
                "the host serves another one"));
  }
}
