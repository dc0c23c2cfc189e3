package dev.callsign.caa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaaVerifierTest {

  private static final Set<String> LETS_ENCRYPT = Set.of("letsencrypt.org");
  private static final String BOUND =
      "letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1";

  private static CaaProperty issue(String value) {
    return new CaaProperty(0, "issue", value);
  }

  private static Finding check(CaaProperty... properties) {
    CaaSet set = new CaaSet("alice.example", List.of(properties));
    List<Finding> findings = CaaVerifier.check(new CaaLookup.Found(set), LETS_ENCRYPT);
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().step()).isEqualTo(Step.CAA);
    return findings.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BOUND,
        "letsencrypt.org;accounturi=https://ca.example/1",
        " \tletsencrypt.org ; accounturi = https://ca.example/1 ",
        "letsencrypt.org; accounturi=https://ca.example/1; validationmethods=dns-01",
        "letsencrypt.org; validationmethods=unheard-of,http-01; accounturi=https://ca.example/1",
        "letsencrypt.org; accounturi=https://ca.example/1; validationmethods=ca-own",
      })
  void passesTheAuthorityBoundToOneAccount(String value) {
    Finding finding = check(issue(value));

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.seen()).contains("alice.example");
  }

  @Test
  void passesOtherAuthoritiesBesideTheBoundOne() {
    assertThat(check(issue("other.example"), issue(BOUND)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void comparesTheTagOfAPropertyWithoutRegardToCase() {
    assertThat(check(new CaaProperty(0, "ISSUE", BOUND)).verdict()).isEqualTo(Verdict.PASS);
    assertThat(check(new CaaProperty(0, "Issue", ";")).slug()).isEqualTo(Slug.CAA_FORBIDS_ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "letsencrypt.org",
        "letsencrypt.org;",
        "letsencrypt.org; validationmethods=dns-01",
        "letsencrypt.org; policy=ev",
        "letsencrypt.org; AccountURI=https://ca.example/1", // nobody reads it in this spelling
      })
  void warnsWhenAnyAccountMayAskTheAuthority(String value) {
    Finding finding = check(issue(value));

    assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
    assertThat(finding.slug()).isEqualTo(Slug.CAA_NOT_ACCOUNT_BOUND);
  }

  @Test
  void warnsWhenOneRecordBindsAndAnotherDoesNot() {
    assertThat(check(issue(BOUND), issue("letsencrypt.org")).slug())
        .isEqualTo(Slug.CAA_NOT_ACCOUNT_BOUND);
  }

  @Test
  void warnsWhenNothingIsSaidAboutIssuing() {
    assertThat(check(new CaaProperty(0, "iodef", "mailto:a@alice.example")).slug())
        .isEqualTo(Slug.CAA_NOT_ACCOUNT_BOUND);
    assertThat(check(new CaaProperty(0, "issuewild", ";")).slug())
        .isEqualTo(Slug.CAA_NOT_ACCOUNT_BOUND);
  }

  @Test
  void warnsWhenThereIsNoCaaAtAllBecauseThatBindsNobody() {
    assertThat(CaaVerifier.check(new CaaLookup.None(), LETS_ENCRYPT))
        .extracting(Finding::slug)
        .containsExactly(Slug.CAA_NOT_ACCOUNT_BOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";",
        "",
        "other.example",
        "LetsEncrypt.org", // compared as written
        "sub.letsencrypt.org",
        "letsencrypt.org; accounturi", // malformed: allows nothing
        "letsencrypt.org; =x",
        "letsencrypt.org; a_b=c",
        "letsencrypt.org; accounturi=https://ca.example/1;",
        "letsencrypt.org; accounturi=a b",
        "letsencrypt.org; accounturi=",
        "letsencrypt.org; accounturi=https://ca.example/1; accounturi=https://ca.example/2",
        "letsencrypt.org; validationmethods=",
        "letsencrypt.org; validationmethods=unheard-of",
        "letsencrypt.org; validationmethods=dns-01,http_01",
        "letsencrypt.org; accounturi=https://ca.example/1; validationmethods=dns-01,,http-01",
      })
  void warnsWhenTheNextRenewalWillBeRefused(String value) {
    Finding finding = check(issue(value));

    assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
    assertThat(finding.slug()).isEqualTo(Slug.CAA_FORBIDS_ISSUER);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 1, 129, 255})
  void warnsOfACriticalPropertyThatTheAuthorityDoesNotKnow(int flags) {
    assertThat(check(issue(BOUND), new CaaProperty(flags, "unheardof", "x")).slug())
        .isEqualTo(Slug.CAA_FORBIDS_ISSUER);
  }

  @Test
  void passesOverUnknownPropertiesThatAreNotCritical() {
    assertThat(check(issue(BOUND), new CaaProperty(0, "unheardof", "x")).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(check(new CaaProperty(128, "issue", BOUND)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void takesTheAuthoritiesOfAPrivateDeployment() {
    CaaLookup own =
        new CaaLookup.Found(
            new CaaSet("corp.example", List.of(issue("ca.corp.example; accounturi=x:1"))));

    assertThat(CaaVerifier.check(own, Set.of("ca.corp.example")))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.PASS);
    assertThat(CaaVerifier.check(own, LETS_ENCRYPT))
        .extracting(Finding::slug)
        .containsExactly(Slug.CAA_FORBIDS_ISSUER);
  }

  @Test
  void saysNothingWhereNobodyAnswered() {
    assertThat(CaaVerifier.check(new CaaLookup.Failed("no answer in time"), LETS_ENCRYPT))
        .containsExactly(Finding.skip(Step.CAA, "no answer in time"));
  }

  @Test
  void neverFails() {
    assertThat(
            Stream.of(new CaaLookup.None(), new CaaLookup.Failed("x"))
                .flatMap(lookup -> CaaVerifier.check(lookup, Set.of()).stream()))
        .noneMatch(Finding::failed);
    assertThat(check(issue(";")).failed()).isFalse();
  }

  @Test
  void anEmptySetIsFoundNowhere() {
    assertThatThrownBy(() -> new CaaSet("alice.example", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
