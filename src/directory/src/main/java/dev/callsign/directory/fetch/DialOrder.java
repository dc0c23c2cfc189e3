package dev.callsign.directory.fetch;

import dev.callsign.directory.dns.CheckedAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses of a host are dialled, and in which order. */
final class DialOrder {

  /**
   * Addresses dialled in one fetch: the first, and one fallback (RFC 8305 in its plainest form).
   */
  private static final int MAX_DIALS = 2;

  private DialOrder() {}

  /** The first address of each family, IPv6 first; two of one family where there is no other. */
  static List<CheckedAddress> of(List<CheckedAddress> addresses) {
    Stream<CheckedAddress> firsts =
        Stream.of(Inet6Address.class, Inet4Address.class)
            .flatMap(
                family ->
                    addresses.stream().filter(at -> family.isInstance(at.address())).limit(1));
    return Stream.concat(firsts, addresses.stream()).distinct().limit(MAX_DIALS).toList();
  }
}
