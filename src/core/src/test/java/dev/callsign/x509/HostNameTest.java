package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which strings are DNS names in a certificate (RFC 1034 §3.5, RFC 5280 §4.2.1.6). */
class HostNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"example", "example.com", "EXAMPLE.com", "xn--bcher-kva.example", "1-1.2x.com"})
  void areHostNames(String name) {
    assertThat(HostName.isHostName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".example.com",
        "example.com.",
        "a..b",
        "-a.example",
        "a-.example",
        "a_b.example",
        "bücher.example",
        "a b.example",
        "8.8.8.8",
        "example.1",
        "*.example.com",
        "alice.example\0.evil.example"
      })
  void areNone(String name) {
    assertThat(HostName.isHostName(name)).isFalse();
  }

  @Test
  void haveLabelsOf63AndNamesOf253OctetsAtMost() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(HostName.isHostName(longest)).isTrue();
    assertThat(HostName.isHostName(longest + "a")).isFalse();
    assertThat(HostName.isHostName(label + "a.example")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.", "a*.example.com", "*a.example.com", "a.*.com", "*.*.com"})
  void wildcardsAreOneWholeLabelInFront(String name) {
    assertThat(HostName.isWildcard(name)).isFalse();
    assertThat(HostName.isWildcard("*.example.com")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"com", "co.uk", "test", "unlisted", "example.1st"})
  void registriesGiveOutWhatIsBelowThese(String domain) {
    assertThat(HostName.isRegistrySuffix(domain)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "example.co.uk", "github.io", "callsign.test"})
  void ownersGiveOutWhatIsBelowThese(String domain) {
    assertThat(HostName.isRegistrySuffix(domain)).isFalse();
  }
}
