package dev.callsign.directory.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", // this host
        "10.255.255.255", // private use
        "100.64.0.1", // shared address space
        "127.0.0.1", // loopback
        "169.254.169.254", // link local: where clouds keep credentials
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8", // IETF protocol assignments
        "192.0.2.1", // documentation
        "192.88.99.1", // 6to4 relay anycast
        "192.168.1.1",
        "198.18.0.1", // benchmarking
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1", // multicast
        "239.255.255.255",
        "240.0.0.1", // reserved
        "255.255.255.255",
        "::", // unspecified
        "::1", // loopback
        "64:ff9b::a00:1", // NAT64
        "64:ff9b:1::1",
        "100::1", // discard only
        "2001::1", // Teredo
        "2001:db8::1", // documentation
        "2002:a00:1::", // 6to4 of 10.0.0.1
        "3fff::1", // documentation
        "5f00::1", // segment routing
        "fc00::1", // unique local
        "fd00::1",
        "fe80::1", // link local
        "fec0::1", // site local
        "ff02::1", // multicast
      })
  void refusesEveryKindOfSpecialAddress(String address) {
    assertThat(AddressRules.publicOnly().objection(InetAddresses.forString(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255", // just below 10/8
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255", // just below multicast
        "2600::1",
        "2001:4860:4860::8888",
        "2a00:1450:4001::1",
      })
  void acceptsGlobalUnicastUpToTheEdgesOfTheBlocks(String address) {
    assertThat(AddressRules.publicOnly().objection(InetAddresses.forString(address))).isEmpty();
  }

  @Test
  void acceptsOnlyTheSpecialBlocksThatAnOperatorAllows() {
    AddressRules rules = new AddressRules(List.of(AddressBlock.parse("127.0.0.0/8")));

    assertThat(rules.objection(InetAddresses.forString("127.0.0.1"))).isEmpty();
    assertThat(rules.objection(InetAddresses.forString("10.0.0.1"))).isPresent();
    assertThat(rules.objection(InetAddresses.forString("::1"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "fc00::/7", "::ffff:0:0/96", "64:ff9b::/96", "::/0"})
  void writesABlockAsItWasRead(String text) {
    assertThat(AddressBlock.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.1/8", "::/129", "host/8", "10.0.0.0/-1"})
  void refusesWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
