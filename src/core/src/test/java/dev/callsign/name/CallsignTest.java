package dev.callsign.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of names, after that of Boulder's policy authority.
 *
 * <p>Every A-label below was computed by Python's {@code idna} 3.13: {@code idna.encode(name,
 * uts46=True, std3_rules=True, transitional=False)}. The two emoji are refused there, as IDNA2008
 * has no symbols; theirs come from Python's {@code punycode} codec.
 */
class CallsignTest {

  private static final String OCTETS_63 = "a".repeat(63);

  /** 253 octets: three labels of 63, one of 61 with its dots. */
  private static final String OCTETS_253 =
      (OCTETS_63 + ".").repeat(3) + "a".repeat(53) + ".example";

  record Accepted(String why, String text, String aLabel, String uLabel) {}

  static Stream<Accepted> accepted() {
    return Stream.of(
        accept("plain", "alice.example", "alice.example"),
        accept("upper case", "Alice.EXAMPLE", "alice.example"),
        accept("trailing dot", "alice.example.", "alice.example"),
        accept("digits and hyphens", "1a-2.b--c.example", "1a-2.b--c.example"),
        accept("many labels", "a.b.c.d.e.f.g.example", "a.b.c.d.e.f.g.example"),
        accept("below a public suffix", "alice.co.uk", "alice.co.uk"),
        accept("below a private suffix", "alice.github.io", "alice.github.io"),
        accept("label of 63 octets", OCTETS_63 + ".example", OCTETS_63 + ".example"),
        accept(
            "label of 63 octets as A-label",
            "ü" + "a".repeat(55) + ".example",
            "xn--" + "a".repeat(55) + "-oxf.example",
            "ü" + "a".repeat(55) + ".example"),
        accept("124 labels", "a.".repeat(123) + "example", "a.".repeat(123) + "example"),
        accept("253 octets", OCTETS_253, OCTETS_253),
        accept("253 octets and the dot", OCTETS_253 + ".", OCTETS_253),
        accept("full-width letters", "ａｌｉｃｅ.example", "alice.example"),
        accept("ideographic full stop", "alice。example", "alice.example"),
        accept("full-width full stop", "alice．example", "alice.example"),
        accept("ligature", "ﬁsh.example", "fish.example"),
        accept("soft hyphen is ignored", "ali\u00adce.example", "alice.example"),
        accept("umlaut", "bücher.example", "xn--bcher-kva.example", "bücher.example"),
        accept("umlaut, upper", "BÜCHER.example", "xn--bcher-kva.example", "bücher.example"),
        accept(
            "umlaut, decomposed",
            "bu\u0308cher.example",
            "xn--bcher-kva.example",
            "bücher.example"),
        accept(
            "umlaut, A-label", "xn--bcher-kva.example", "xn--bcher-kva.example", "bücher.example"),
        accept("umlaut, XN--", "XN--BCHER-KVA.example", "xn--bcher-kva.example", "bücher.example"),
        accept("sharp s stays", "faß.example", "xn--fa-hia.example", "faß.example"),
        accept("final sigma stays", "βόλος.example", "xn--nxasmm1c.example", "βόλος.example"),
        accept("Han", "日本語.example", "xn--wgv71a119e.example", "日本語.example"),
        accept("right to left", "مثال.example", "xn--mgbh0fb.example", "مثال.example"),
        accept("joiner after virama", "क्‍ष.example", "xn--11b2ezcw70k.example", "क्‍ष.example"),
        accept("symbol", "☃.example", "xn--n3h.example", "☃.example"),
        accept("emoji", "💩.example", "xn--ls8h.example", "💩.example"));
  }

  private static Accepted accept(String why, String text, String aLabel) {
    return new Accepted(why, text, aLabel, aLabel);
  }

  private static Accepted accept(String why, String text, String aLabel, String uLabel) {
    return new Accepted(why, text, aLabel, uLabel);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void accepted(Accepted name) throws MalformedException {
    Callsign callsign = Callsign.parse(name.text(), NamePolicy.PUBLIC);

    assertThat(callsign.aLabel()).isEqualTo(name.aLabel());
    assertThat(callsign.uLabel()).isEqualTo(name.uLabel());
    assertThat(callsign).hasToString(name.aLabel());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void bothFormsOfANameAreTheSameCallsign(Accepted name) throws MalformedException {
    Callsign callsign = Callsign.parse(name.text(), NamePolicy.PUBLIC);

    assertThat(Callsign.parse(callsign.aLabel(), NamePolicy.PUBLIC)).isEqualTo(callsign);
    assertThat(Callsign.parse(callsign.uLabel(), NamePolicy.PUBLIC)).isEqualTo(callsign);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void everyCallsignHasARegistrableDomain(Accepted name) throws MalformedException {
    Callsign callsign = Callsign.parse(name.text(), NamePolicy.PUBLIC);

    assertThat("." + callsign.aLabel()).endsWith("." + callsign.registrableDomain());
  }

  record Refused(String why, String text, Slug slug) {}

  static Stream<Refused> refused() {
    return Stream.of(
        malformed("nothing", ""),
        malformed("only the root", "."),
        malformed("only dots", "..."),
        malformed("empty first label", ".alice.example"),
        malformed("empty inner label", "alice..example"),
        malformed("two trailing dots", "alice.example.."),
        malformed("single label", "example"),
        malformed("single label, localhost", "localhost"),
        malformed("label of 64 octets", "a".repeat(64) + ".example"),
        malformed("label of 64 octets as A-label", "ü" + "a".repeat(56) + ".example"),
        malformed("254 octets", "a" + OCTETS_253),
        malformed("long beyond reason", "a.".repeat(5_000) + "example"),
        malformed("wildcard", "*.alice.example"),
        malformed("wildcard inside", "a*.example"),
        malformed("full-width wildcard", "＊.alice.example"),
        malformed("underscore", "_callsign.alice.example"),
        malformed("space inside", "ali ce.example"),
        malformed("space before", " alice.example"),
        malformed("line break after", "alice.example\n"),
        malformed("no-break space", "ali\u00a0ce.example"),
        malformed("NUL", "alice.example\0.evil.example"),
        malformed("leading hyphen", "-alice.example"),
        malformed("trailing hyphen", "alice-.example"),
        malformed("hyphens third and fourth", "ab--cd.example"),
        malformed("scheme", "https://alice.example"),
        malformed("port", "alice.example:443"),
        malformed("path", "alice.example/x"),
        malformed("address of a person", "alice@alice.example"),
        malformed("percent sign", "alice%2eexample.example"),
        malformed("IPv4", "192.0.2.1"),
        malformed("IPv4, trailing dot", "192.0.2.1."),
        malformed("IPv4, full-width", "１９２.0.2.1"),
        malformed("IPv4, two parts", "127.1"),
        malformed("IPv4, hexadecimal first", "0x7f.1"),
        malformed("IPv4, hexadecimal last", "127.0x1"),
        malformed("IPv4, empty hexadecimal", "127.0x"),
        malformed("number as top level", "alice.1"),
        malformed("top level begins with a digit", "alice.4ever"),
        malformed("IPv6", "2001:db8::1"),
        malformed("IPv6 in brackets", "[2001:db8::1]"),
        malformed("IPv6 with IPv4", "::ffff:192.0.2.1"),
        malformed("ACE label of nothing", "xn--.example"),
        malformed("ACE label that is not Punycode", "xn--\u00fc.example"),
        malformed("ACE label with overflow", "xn--99999999.example"),
        malformed("ACE label of plain ASCII", "xn--alice-.example"),
        malformed("ACE label of upper case (Ü)", "xn--bcher-2pa.example"),
        malformed("ACE label of unnormalised text", "xn--bucher-xyd.example"),
        malformed("ACE label of a full-width wildcard", "xn--a-tn0i.example"),
        malformed("fake ACE label", "xn--bücher.example"),
        malformed("joiner between letters", "a\u200db.example"),
        malformed("non-joiner between letters", "a\u200cb.example"),
        malformed("begins with a combining mark", "\u0308u.example"),
        malformed("both directions in one label", "aא.example"),
        malformed("right-to-left override", "\u202ealice.example"),
        malformed("unassigned code point", "\u0378.example"),
        malformed("lone surrogate", "\ud800.example"),
        malformed("one dot leader", "alice\u2024example.com"),
        new Refused("top level", "com.", Slug.MALFORMED_CALLSIGN),
        new Refused("country", "co.uk", Slug.PUBLIC_SUFFIX),
        new Refused("country, upper case", "CO.UK", Slug.PUBLIC_SUFFIX),
        new Refused("private section", "github.io", Slug.PUBLIC_SUFFIX),
        new Refused("wildcard rule", "anything.ck", Slug.PUBLIC_SUFFIX),
        new Refused("suffix in Han", "公司.cn", Slug.PUBLIC_SUFFIX),
        new Refused("suffix in A-labels", "xn--55qx5d.cn", Slug.PUBLIC_SUFFIX),
        new Refused("loopback", "alice.localhost", Slug.RESERVED_NAME),
        new Refused("multicast DNS", "printer.local", Slug.RESERVED_NAME),
        new Refused("private use", "host.internal", Slug.RESERVED_NAME),
        new Refused("never there", "alice.invalid", Slug.RESERVED_NAME),
        new Refused("Tor", "alice.onion", Slug.RESERVED_NAME),
        new Refused("reverse", "1.2.0.192.in-addr.arpa", Slug.RESERVED_NAME),
        new Refused("upper case", "alice.LOCAL.", Slug.RESERVED_NAME),
        new Refused("test", "alice.test", Slug.RESERVED_NAME));
  }

  private static Refused malformed(String why, String text) {
    return new Refused(why, text, Slug.MALFORMED_CALLSIGN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Refused name) {
    MalformedException e =
        catchThrowableOfType(
            MalformedException.class, () -> Callsign.parse(name.text(), NamePolicy.PUBLIC));

    assertThat(e).as("refusal of '%s'", name.text()).isNotNull();
    assertThat(e.slug()).isEqualTo(name.slug());
  }

  @Test
  void acceptsTestNamesWhereThePolicyHasThem() throws MalformedException {
    assertThat(Callsign.parse("alice.test", NamePolicy.WITH_TEST_NAMES).aLabel())
        .isEqualTo("alice.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice.local", "alice.onion", "alice.localhost"})
  void refusesOtherReservedNamesUnderEitherPolicy(String name) {
    MalformedException e =
        catchThrowableOfType(
            MalformedException.class, () -> Callsign.parse(name, NamePolicy.WITH_TEST_NAMES));

    assertThat(e.slug()).isEqualTo(Slug.RESERVED_NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "alice.com, alice.com",
    "www.alice.com, alice.com",
    "a.b.alice.co.uk, alice.co.uk",
    "www.alice.github.io, alice.github.io",
    "www.ck, www.ck",
    "a.alice.公司.cn, alice.xn--55qx5d.cn",
    "alice.example, alice.example",
    "phone.alice.example, alice.example",
    "phone.alice.test, alice.test",
  })
  void knowsTheRegistrableDomain(String name, String registrable) throws MalformedException {
    assertThat(Callsign.parse(name, NamePolicy.WITH_TEST_NAMES).registrableDomain())
        .isEqualTo(registrable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "аррӏе.example", // Cyrillic throughout, looks like apple
        "xn--80ak6aa92e.example", // the same as A-label
        "pаypal.example", // one Cyrillic letter in a Latin word
        "www.pаypal.example", // in an inner label
        "gοοgle.example", // Greek omicrons
      })
  void isConfusable(String name) throws MalformedException {
    assertThat(Callsign.parse(name, NamePolicy.PUBLIC).isConfusable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice.example",
        "paypal.example",
        "g00gle.example",
        "bücher.example",
        "日本語.example",
        "яндекс.example",
        "παράδειγμα.example",
        "مثال.example",
        "ひらがなカタカナ漢字.example",
      })
  void isNotConfusable(String name) throws MalformedException {
    assertThat(Callsign.parse(name, NamePolicy.PUBLIC).isConfusable()).isFalse();
  }
}
