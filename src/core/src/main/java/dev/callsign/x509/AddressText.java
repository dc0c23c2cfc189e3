package dev.callsign.x509;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Addresses in the one text that the Baseline Requirements allow for each (§7.1.4.3). */
final class AddressText {

  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_GROUPS = 8;

  private AddressText() {}

  /** RFC 3986 §3.2.2 for four octets, RFC 5952 §4 for sixteen; empty for any other number. */
  static String of(byte[] address) {
    if (address.length == IPV4_OCTETS) {
      return IntStream.range(0, IPV4_OCTETS)
          .mapToObj(i -> Integer.toString(address[i] & 0xff))
          .collect(Collectors.joining("."));
    }
    return address.length == 2 * IPV6_GROUPS ? ipv6(address) : "";
  }

  private static String ipv6(byte[] address) {
    int[] groups = new int[IPV6_GROUPS];
    Arrays.setAll(groups, i -> (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff));
    int start = 0;
    int length = 0;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) { // the first of the longest runs
        start = i;
        length = zeros;
      }
    }
    return length < 2 // a single group is not shortened
        ? hex(groups, 0, IPV6_GROUPS)
        : hex(groups, 0, start) + "::" + hex(groups, start + length, IPV6_GROUPS);
  }

  private static int zerosFrom(int[] groups, int from) {
    int end = from;
    while (end < IPV6_GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String hex(int[] groups, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Integer.toHexString(groups[i]))
        .collect(Collectors.joining(":"));
  }
}
