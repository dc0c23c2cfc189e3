package dev.callsign.directory.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every range of the IANA registries, from its first address to its last, as numbers: another
 * reading of the same files than the one under test.
 */
class SpecialBlockTest {

  /** The cell of an address block, quoted when it has several. */
  private static final Pattern CELL =
      Pattern.compile("^\"?([0-9a-f:.]+/\\d+(?:, [0-9a-f:.]+/\\d+)*)", Pattern.MULTILINE);

  private static final BigInteger GLOBAL_IPV6_FIRST = BigInteger.ONE.shiftLeft(125);
  private static final BigInteger GLOBAL_IPV6_LAST =
      BigInteger.ONE.shiftLeft(126).subtract(BigInteger.ONE);

  /** All addresses from first to last of one family, which is told by its bits. */
  record Range(String text, int bits, BigInteger first, BigInteger last) {

    static Range of(String block) {
      String[] parts = block.split("/", 2);
      byte[] address = bytes(parts[0]);
      int bits = address.length * 8;
      BigInteger first = new BigInteger(1, address);
      BigInteger size = BigInteger.ONE.shiftLeft(bits - Integer.parseInt(parts[1]));
      return new Range(block, bits, first, first.add(size).subtract(BigInteger.ONE));
    }

    boolean contains(int otherBits, BigInteger number) {
      return bits == otherBits && first.compareTo(number) <= 0 && last.compareTo(number) >= 0;
    }

    private static byte[] bytes(String text) {
      if (text.contains(".")) {
        byte[] bytes = new byte[4];
        String[] octets = text.split("\\.", -1);
        for (int i = 0; i < 4; i++) {
          bytes[i] = (byte) Integer.parseInt(octets[i]);
        }
        return bytes;
      }
      String[] halves = text.split("::", 2);
      byte[] bytes = new byte[16];
      String[] head = halves[0].isEmpty() ? new String[0] : halves[0].split(":", -1);
      String[] tail =
          halves.length < 2 || halves[1].isEmpty() ? new String[0] : halves[1].split(":", -1);
      put(head, bytes, 0);
      put(tail, bytes, 16 - 2 * tail.length);
      return bytes;
    }

    private static void put(String[] groups, byte[] bytes, int at) {
      for (int i = 0; i < groups.length; i++) {
        int group = Integer.parseInt(groups[i], 16);
        bytes[at + 2 * i] = (byte) (group >>> 8);
        bytes[at + 2 * i + 1] = (byte) group;
      }
    }
  }

  private static final List<Range> RANGES =
      Stream.concat(
              Stream.of("iana-ipv4-special-registry-1.csv", "iana-ipv6-special-registry-1.csv")
                  .flatMap(SpecialBlockTest::blocks),
              Stream.of("224.0.0.0/4", "ff00::/8"))
          .map(Range::of)
          .toList();

  static Stream<Range> ranges() {
    return RANGES.stream();
  }

  private static Stream<String> blocks(String registry) {
    try (InputStream in = SpecialBlock.class.getResourceAsStream(registry)) {
      String csv = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return CELL.matcher(csv)
          .results()
          .map(result -> result.group(1))
          .flatMap(cell -> Arrays.stream(cell.split(", ", -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSpecial(int bits, BigInteger number) {
    boolean outside =
        bits == 128
            && (number.compareTo(GLOBAL_IPV6_FIRST) < 0 || number.compareTo(GLOBAL_IPV6_LAST) > 0);
    return outside || RANGES.stream().anyMatch(range -> range.contains(bits, number));
  }

  private static InetAddress address(int bits, BigInteger number) {
    byte[] bytes = new byte[bits / 8];
    byte[] magnitude = number.toByteArray();
    int from = Math.max(0, magnitude.length - bytes.length);
    int length = magnitude.length - from;
    System.arraycopy(magnitude, from, bytes, bytes.length - length, length);
    try {
      return bits == 128
          ? Inet6Address.getByAddress(null, bytes, -1) // stays IPv6 even when it is mapped
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRefused(int bits, BigInteger number) {
    return AddressRules.publicOnly().objection(address(bits, number)).isPresent();
  }

  @Test
  void theRegistriesAreAllThere() {
    assertThat(SpecialBlock.all()).hasSameSizeAs(RANGES).hasSizeGreaterThan(45);
    assertThat(SpecialBlock.all())
        .extracting(Object::toString)
        .contains("10.0.0.0/8 (Private-Use)", "192.0.0.171/32 (NAT64/DNS64 Discovery)");
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void refusesARangeFromItsFirstToItsLastAddress(Range range) {
    BigInteger middle = range.first().add(range.last()).shiftRight(1);

    assertThat(isRefused(range.bits(), range.first())).isTrue();
    assertThat(isRefused(range.bits(), middle)).isTrue();
    assertThat(isRefused(range.bits(), range.last())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void judgesTheNeighboursOfARangeByTheOtherRanges(Range range) {
    BigInteger end = BigInteger.ONE.shiftLeft(range.bits());
    Stream.of(range.first().subtract(BigInteger.ONE), range.last().add(BigInteger.ONE))
        .filter(number -> number.signum() >= 0 && number.compareTo(end) < 0)
        .forEach(
            number ->
                assertThat(isRefused(range.bits(), number))
                    .as(address(range.bits(), number).getHostAddress())
                    .isEqualTo(isSpecial(range.bits(), number)));
  }

  @Test
  void refusesAllIpv6BelowAndAboveGlobalUnicast() {
    assertThat(isRefused(128, GLOBAL_IPV6_FIRST.subtract(BigInteger.ONE))).isTrue();
    assertThat(isRefused(128, GLOBAL_IPV6_FIRST)).isFalse();
    assertThat(isRefused(128, GLOBAL_IPV6_LAST)).isFalse();
    assertThat(isRefused(128, GLOBAL_IPV6_LAST.add(BigInteger.ONE))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void refusesEveryFormThatCarriesAnIpv4AddressInsideIpv6(Range range) {
    if (range.bits() == 32) {
      for (BigInteger ipv4 : List.of(range.first(), range.last())) {
        assertThat(isRefused(128, BigInteger.valueOf(0xffff).shiftLeft(32).or(ipv4)))
            .as("mapped, ::ffff:0:0/96")
            .isTrue();
        assertThat(isRefused(128, ipv4)).as("compatible, ::/96").isTrue();
        assertThat(isRefused(128, BigInteger.valueOf(0x64ff9bL).shiftLeft(96).or(ipv4)))
            .as("NAT64, 64:ff9b::/96")
            .isTrue();
        assertThat(isRefused(128, BigInteger.valueOf(0x2002).shiftLeft(112).or(ipv4.shiftLeft(80))))
            .as("6to4, 2002::/16")
            .isTrue();
      }
    }
  }

  @Test
  void refusesAMappedAddressEvenOfAPublicHost() {
    BigInteger mapped = BigInteger.valueOf(0xffff).shiftLeft(32).or(BigInteger.valueOf(0x08080808));

    assertThat(isRefused(128, mapped)).isTrue();
    assertThat(isRefused(32, BigInteger.valueOf(0x08080808))).isFalse();
  }
}
