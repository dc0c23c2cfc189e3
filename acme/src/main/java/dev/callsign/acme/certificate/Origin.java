package dev.callsign.acme.certificate;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate came from.
 *
 * @param source who brought it: {@link #ORDERED}, or the name of another ACME client
 * @param authority the directory of the ACME server that issued it, which is asked when to renew
 *     it; null when nobody said
 */
public record Origin(String source, @Nullable URI authority) {

  /** The source of what this agent ordered itself. */
  public static final String ORDERED = "ordered";

  /**
   * Whether an address can be that of an authority: HTTPS, with a host, at most 1024 characters.
   */
  public static boolean isAuthority(URI address) {
    return StateNodes.isAddress(address);
  }

  /** What this agent ordered at {@code authority}. */
  static Origin ordered(URI authority) {
    return new Origin(ORDERED, authority);
  }
}
