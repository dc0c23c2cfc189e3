package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which names a constraint means, type by type (RFC 5280 §4.2.1.10). */
class SubtreeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          example.com     | example.com         | true
          example.com     | EXAMPLE.com         | true
          Example.com     | www.example.com     | true
          example.com     | a.b.example.com     | true
          example.com     | xexample.com        | false
          example.com     | example.com.evil.de | false
          www.example.com | example.com         | false
          example.com     | *.example.com       | true
          example.com     | *.www.example.com   | true
          www.example.com | *.example.com       | false
          ''              | anything.example    | true
          """)
  void containsDnsNames(String base, String name, boolean contained) {
    assertThat(dns(base).contains(new GeneralName(GeneralName.dNSName, name))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          www.example.com   | *.example.com | true
          WWW.Example.com   | *.example.com | true
          a.www.example.com | *.example.com | false
          example.com       | *.example.com | true
          example.org       | *.example.com | false
          com               | *.example.com | true
          www.example.com   | example.com   | false
          """)
  void touchesWildcardsThatCoverAPartOfIt(String base, String name, boolean touched) {
    assertThat(dns(base).touches(new GeneralName(GeneralName.dNSName, name))).isEqualTo(touched);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alice@example.com | alice@example.com     | true
          alice@example.com | alice@EXAMPLE.com     | true
          alice@example.com | Alice@example.com     | false
          alice@example.com | bob@example.com       | false
          *@example.com     | *@example.com         | true
          *@example.com     | bob@example.com       | false
          example.com       | bob@example.com       | true
          example.com       | bob@mail.example.com  | false
          .example.com      | bob@mail.example.com  | true
          .example.com      | bob@example.com       | false
          .example.com      | bob@xexample.com      | false
          """)
  void containsMailboxes(String base, String name, boolean contained) {
    Subtree subtree = new Subtree(new GeneralName(GeneralName.rfc822Name, base));

    assertThat(subtree.contains(new GeneralName(GeneralName.rfc822Name, name)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          example.com  | https://example.com/x      | true
          example.com  | https://www.example.com/x  | false
          .example.com | https://www.example.com:1/ | true
          .example.com | https://example.com/       | false
          example.com  | urn:example:com            | false
          example.com  | https://192.0.2.1/         | false
          example.com  | https://u@example.com/     | true
          """)
  void containsUrisByTheirHosts(String base, String uri, boolean contained) {
    Subtree subtree = new Subtree(new GeneralName(GeneralName.uniformResourceIdentifier, base));

    assertThat(subtree.contains(new GeneralName(GeneralName.uniformResourceIdentifier, uri)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.0/25, 192.0.2.128, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/32, 192.0.2.1, false"
  })
  void containsAddressesOfItsFamily(String range, String address, boolean contained) {
    Subtree subtree = new Subtree(new GeneralName(GeneralName.iPAddress, range));

    assertThat(subtree.contains(new GeneralName(GeneralName.iPAddress, address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          O=Example         | O=Example          | true
          O=Example         | O=Example,CN=alice | true
          O=Example         | O=  example ,CN=al | true
          O=Example         | CN=alice,O=Example | false
          O=Example,CN=bob  | O=Example          | false
          O=Example         | OU=Example         | false
          """)
  void containsDirectoryNamesThatBeginAlike(String base, String name, boolean contained) {
    Subtree subtree = new Subtree(new GeneralName(GeneralName.directoryName, base));

    assertThat(subtree.contains(new GeneralName(GeneralName.directoryName, name)))
        .isEqualTo(contained);
  }

  static Stream<GeneralSubtree> malformed() {
    GeneralName example = new GeneralName(GeneralName.dNSName, "example.com");
    return Stream.of(
        subtree(GeneralName.dNSName, "*.example.com"),
        subtree(GeneralName.dNSName, ".example.com"),
        subtree(GeneralName.dNSName, "example.com."),
        subtree(GeneralName.dNSName, "exa mple.com"),
        subtree(GeneralName.dNSName, "192.0.2.1"),
        subtree(GeneralName.rfc822Name, "a@b@example.com"),
        subtree(GeneralName.rfc822Name, "@example.com"),
        subtree(GeneralName.rfc822Name, ""),
        subtree(GeneralName.uniformResourceIdentifier, "https://example.com"),
        address(192, 0, 2, 1),
        address(192, 0, 2, 0, 255, 0, 255, 0),
        address(192, 0, 2, 0, 127, 255, 255, 255),
        address(),
        new GeneralSubtree(example, BigInteger.ONE, null),
        new GeneralSubtree(example, null, BigInteger.TWO));
  }

  @ParameterizedTest
  @MethodSource
  void malformed(GeneralSubtree subtree) {
    assertThat(Subtree.isWellFormed(subtree)).isFalse();
  }

  @Test
  void isWellFormedWithAMaskOfOnesAndThenZeros() {
    assertThat(Subtree.isWellFormed(address(192, 0, 2, 0, 255, 255, 254, 0))).isTrue();
    assertThat(Subtree.isWellFormed(address(0, 0, 0, 0, 0, 0, 0, 0))).isTrue();
    assertThat(Subtree.isWellFormed(address(192, 0, 2, 1, 255, 255, 255, 255))).isTrue();
  }

  private static Subtree dns(String base) {
    return new Subtree(new GeneralName(GeneralName.dNSName, base));
  }

  private static GeneralSubtree subtree(int type, String base) {
    return new GeneralSubtree(new GeneralName(type, base));
  }

  private static GeneralSubtree address(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes)));
  }
}
