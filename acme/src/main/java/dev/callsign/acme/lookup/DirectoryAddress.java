package dev.callsign.acme.lookup;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import java.net.URI;
import java.util.Locale;

/**
 * Where a directory is.
 *
 * @param base http or https, no query or fragment, without the final slash
 */
record DirectoryAddress(URI base) {

  /**
   * Checks what a caller gave for the address.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: not an http or https URL
   */
  static DirectoryAddress of(URI url) throws CommandFailure {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "--directory is the http or https URL of a directory, such as https://directory.example");
    }
    String text = url.toString();
    return new DirectoryAddress(
        URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
  }

  /** Where callsigns are registered. */
  URI callsigns() {
    return URI.create(base + "/v1/callsigns");
  }

  /** Where the record of {@code callsign} is. */
  URI record(Callsign callsign) {
    return URI.create(callsigns() + "/" + callsign.aLabel());
  }

  /** Where {@code callsign} is checked again. */
  URI checks(Callsign callsign) {
    return URI.create(record(callsign) + "/checks");
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
