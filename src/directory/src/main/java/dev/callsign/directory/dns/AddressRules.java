package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a callsign may resolve to: global unicast ones only, so that nobody makes this
 * service connect to its own network.
 *
 * @param allowed blocks an operator allows although they are special: a laboratory's loopback
 */
public record AddressRules(List<AddressBlock> allowed) {

  /** Read when the first rules are made: at the start. */
  private static final List<SpecialBlock> SPECIAL = SpecialBlock.all();

  /** The only IPv6 addresses ever assigned for global unicast (RFC 4291 §2.4). */
  private static final AddressBlock GLOBAL_IPV6 = AddressBlock.parse("2000::/3");

  private static final List<AddressBlock> EVERYTHING =
      List.of(AddressBlock.parse("0.0.0.0/0"), AddressBlock.parse("::/0"));

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
    return SPECIAL.stream()
        .filter(special -> special.block().contains(address))
        .findFirst()
        .map(special -> text + " is in the special-purpose block " + special);
  }
}
