package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one text of each address (RFC 3986 §3.2.2; RFC 5952 §4, with its examples). */
class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "c0a80101, 192.168.1.1",
    "ffffffff, 255.255.255.255",
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000000000000000020001, 2001:db8::2:1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "20010db8000000000000000000000000, 2001:db8::",
    "2001, ''"
  })
  void isWrittenInOneWay(String octets, String text) {
    assertThat(AddressText.of(HexFormat.of().parseHex(octets))).isEqualTo(text);
  }
}
