package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses a callsign may resolve to: global unicast ones only, so that nobody makes this
 * service connect to its own network.
 *
 * @param allowed blocks an operator allows although they are special: a laboratory's loopback
 */
public record AddressRules(List<AddressBlock> allowed) {

  /** IANA IPv4 Special-Purpose Address Registry (RFC 6890), and multicast (RFC 5771). */
  private static final List<AddressBlock> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** IANA IPv6 Special-Purpose Address Registry within 2000::/3, 6to4 (RFC 3056) among them. */
  private static final List<AddressBlock> SPECIAL_IPV6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

  /** The only IPv6 addresses ever assigned for global unicast (RFC 4291 §2.4). */
  private static final AddressBlock GLOBAL_IPV6 = AddressBlock.parse("2000::/3");

  private static final List<AddressBlock> EVERYTHING = blocks("0.0.0.0/0", "::/0");

  /** Copies the list. */
  public AddressRules {
    allowed = List.copyOf(allowed);
  }

  /** No special address at all. */
  public static AddressRules publicOnly() {
    return new AddressRules(List.of());
  }

  /** Every address: for a closed laboratory only. */
  public static AddressRules everything() {
    return new AddressRules(EVERYTHING);
  }

  /**
   * Why {@code address} may not be connected to, or empty when it may. An IPv4 address inside an
   * IPv6 one (mapped, NAT64, 6to4) is refused whatever it is: no DNS answer needs these forms.
   */
  Optional<String> objection(InetAddress address) {
    if (allowed.stream().anyMatch(block -> block.contains(address))) {
      return Optional.empty();
    }
    String text = InetAddresses.toAddrString(address);
    if (address instanceof Inet6Address && !GLOBAL_IPV6.contains(address)) {
      return Optional.of(text + " is outside 2000::/3");
    }
    return Stream.concat(SPECIAL_IPV4.stream(), SPECIAL_IPV6.stream())
        .filter(block -> block.contains(address))
        .findFirst()
        .map(block -> text + " is in the special-purpose block " + block);
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Stream.of(texts).map(AddressBlock::parse).toList();
  }
}
