package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.testing.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The step names: is the certificate for this callsign? */
class LeafNamesTest {

  private static final TestAuthority ISSUER = TestAuthority.root("Root").authority("E1");

  record Match(String callsign, List<String> names) {
    Match(String callsign, String... names) {
      this(callsign, List.of(names));
    }

    @Override
    public String toString() {
      return callsign + " in " + String.join(" ", names);
    }
  }

  static Stream<Match> matches() {
    return Stream.of(
        new Match("alice.example", "alice.example"),
        new Match("alice.example", "bob.example", "alice.example"),
        new Match("alice.example", "Alice.EXAMPLE"),
        new Match("alice.example", "*.example", "alice.example"),
        new Match("bücher.example", "xn--bcher-kva.example"),
        new Match("bücher.example", "XN--BCHER-KVA.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void matches(Match row) throws MalformedException {
    Finding finding =
        LeafNames.check(leaf(row.names().toArray(String[]::new)), callsign(row.callsign()));

    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.PASS);
    assertThat(finding.step()).isEqualTo(Step.NAMES);
  }

  static Stream<Match> mismatches() {
    return Stream.of(
        new Match("alice.example", "bob.example"),
        new Match("alice.example", "www.alice.example"),
        new Match("www.alice.example", "alice.example"),
        new Match("alice.example", "alice.example.com"),
        new Match("alice.example", "xalice.example"),
        new Match("alice.example", "alice.example\0.evil.example"),
        new Match("alice.example", "*.alice.example"),
        new Match("a.b.example", "*.example"),
        new Match("alice.example", "a*.example"),
        new Match("alice.example", "*"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void mismatches(Match row) throws MalformedException {
    Finding finding =
        LeafNames.check(leaf(row.names().toArray(String[]::new)), callsign(row.callsign()));

    assertThat(finding.slug()).as(finding.toString()).isEqualTo(Slug.NAME_MISMATCH);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.example", "*.EXAMPLE"})
  void doesNotLetAWildcardSpeakForTheNamesBelowIt(String wildcard) throws MalformedException {
    assertThat(LeafNames.check(leaf("bob.example", wildcard), callsign("alice.example")).slug())
        .isEqualTo(Slug.WILDCARD_ONLY);
  }

  @Test
  void rejectsALeafWhoseNameIsOnlyInTheCommonName() throws MalformedException {
    X509Certificate leaf =
        ISSUER
            .leaf("alice.example", draft -> draft.without(Extension.subjectAlternativeName))
            .certificate();

    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=alice.example");
    assertThat(LeafNames.check(leaf, callsign("alice.example")).slug())
        .isEqualTo(Slug.NAME_MISMATCH);
  }

  @Test
  void readsNamesOfTheTypeDnsOnly() throws MalformedException {
    X509Certificate leaf =
        ISSUER
            .leaf(
                "alice.example",
                draft ->
                    draft.with(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                            new GeneralName[] {
                              new GeneralName(GeneralName.rfc822Name, "alice.example"),
                              new GeneralName(
                                  GeneralName.uniformResourceIdentifier, "https://alice.example"),
                              new GeneralName(GeneralName.dNSName, "bob.example")
                            })))
            .certificate();

    assertThat(LeafNames.dnsNames(leaf)).containsExactly("bob.example");
    assertThat(LeafNames.check(leaf, callsign("alice.example")).slug())
        .isEqualTo(Slug.NAME_MISMATCH);
  }

  @Test
  void warnsOfMoreThan25NamesInOneCertificate() throws MalformedException {
    Finding at25 = LeafNames.check(leaf(manyNames(25)), callsign("name0.example"));
    Finding at26 = LeafNames.check(leaf(manyNames(26)), callsign("name0.example"));

    assertThat(at25.verdict()).isEqualTo(Verdict.PASS);
    assertThat(at26.verdict()).isEqualTo(Verdict.WARN);
    assertThat(at26.slug()).isEqualTo(Slug.SHARED_CERTIFICATE);
  }

  @Test
  void doesNotRepeatHundredsOfNames() throws MalformedException {
    Finding finding = LeafNames.check(leaf(manyNames(500)), callsign("alice.example"));

    assertThat(finding.seen()).hasSizeLessThan(1000);
  }

  private static String[] manyNames(int count) {
    return IntStream.range(0, count).mapToObj(i -> "name" + i + ".example").toArray(String[]::new);
  }

  private static X509Certificate leaf(String... names) {
    return ISSUER.leaf("unused.example", draft -> draft.names(names)).certificate();
  }

  private static Callsign callsign(String name) throws MalformedException {
    return Callsign.parse(name, NamePolicy.PUBLIC);
  }
}
