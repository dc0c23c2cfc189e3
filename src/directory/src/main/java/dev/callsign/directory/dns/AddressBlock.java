package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A block of addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * @param first the first address; its bytes beyond the prefix are zero
 * @param prefixLength bits that all addresses of the block share
 */
public record AddressBlock(InetAddress first, int prefixLength) {

  /**
   * Parses text such as {@code 10.0.0.0/8} or {@code fc00::/7}.
   *
   * @throws IllegalArgumentException not a block, or bits set beyond the prefix
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an address block such as 127.0.0.0/8: " + text);
    }
    InetAddress first = address(text.substring(0, slash));
    int prefixLength = Integer.parseInt(text.substring(slash + 1));
    byte[] bytes = first.getAddress();
    if (prefixLength < 0 || prefixLength > bytes.length * 8) {
      throw new IllegalArgumentException("not a prefix length: " + text);
    }
    if (!Arrays.equals(bytes, masked(bytes, prefixLength))) {
      throw new IllegalArgumentException("bits are set beyond the prefix: " + text);
    }
    return new AddressBlock(first, prefixLength);
  }

  /** Whether {@code address} lies in this block; never for an address of the other family. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] prefix = first.getAddress();
    return bytes.length == prefix.length && Arrays.equals(masked(bytes, prefixLength), prefix);
  }

  @Override
  public String toString() {
    return InetAddresses.toAddrString(first) + "/" + prefixLength;
  }

  /** Guava and the JDK turn the text of an IPv4-mapped IPv6 address into an IPv4 one. */
  private static InetAddress address(String text) {
    InetAddress address = InetAddresses.forString(text);
    if (address instanceof Inet6Address || !text.contains(":")) {
      return address;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
    return ofBytes(mapped);
  }

  /** The address of these 4 or 16 bytes; 16 stay IPv6 whatever they hold. Carries no name. */
  static InetAddress ofBytes(byte[] bytes) {
    try {
      return bytes.length == 16
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }

  private static byte[] masked(byte[] bytes, int prefixLength) {
    byte[] masked = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int bits = Math.clamp(prefixLength - 8L * i, 0, 8);
      masked[i] = (byte) (bytes[i] & (0xff << (8 - bits)));
    }
    return masked;
  }
}
