package dev.callsign.revocation;

import static dev.callsign.revocation.Lists.ISSUER;
import static dev.callsign.revocation.Lists.LEAF;
import static dev.callsign.revocation.Lists.check;
import static dev.callsign.revocation.Lists.leaf;
import static dev.callsign.revocation.Lists.list;
import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.CrlDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestKeys;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RevocationVerifierTest {

  private static final BigInteger SERIAL = LEAF.certificate().getSerialNumber();
  private static final Instant REVOKED_AT = NOW.minus(Duration.ofHours(3));
  private static final String URI = CrlDraft.URI;
  private static final Duration TEN_DAYS = Duration.ofDays(10);

  record Fault(String what, Slug slug, CrlDraft draft) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Fault> scopeFaults() {
    return Stream.of(
        new Fault("of another issuer", Slug.CRL_SCOPE, list().issuer("CN=E2,O=Other")),
        new Fault(
            "signed by another key", Slug.CRL_SCOPE, list().key(TestKeys.p256().getPrivate())),
        new Fault("signed over SHA-1", Slug.CRL_SCOPE, list().signedWith("SHA1withECDSA")),
        new Fault("signed over SHA-512", Slug.CRL_SCOPE, list().signedWith("SHA512withECDSA")),
        new Fault("without CRLNumber", Slug.CRL_SCOPE, list().without(Extension.cRLNumber)),
        new Fault(
            "critical CRLNumber",
            Slug.CRL_SCOPE,
            list().with(Extension.cRLNumber, true, new CRLNumber(BigInteger.ONE))),
        new Fault(
            "delta list",
            Slug.CRL_SCOPE,
            list().with(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.ONE))),
        new Fault(
            "delta list that is not marked critical",
            Slug.CRL_SCOPE,
            list().with(Extension.deltaCRLIndicator, false, new CRLNumber(BigInteger.ONE))),
        new Fault(
            "unknown critical extension",
            Slug.CRL_SCOPE,
            list().with(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE)),
        new Fault(
            "entry of another issuer",
            Slug.CRL_SCOPE,
            list()
                .revoke(
                    BigInteger.TWO,
                    REVOKED_AT,
                    Extension.certificateIssuer,
                    true,
                    new GeneralNames(new GeneralName(new X500Name("CN=E2"))))));
  }

  static Stream<Fault> pointFaults() {
    return Stream.of(
        new Fault(
            "without issuing distribution point",
            Slug.CRL_SCOPE,
            list().without(Extension.issuingDistributionPoint)),
        new Fault(
            "issuing distribution point that is not critical",
            Slug.CRL_SCOPE,
            list().with(Extension.issuingDistributionPoint, false, CrlDraft.scope(CrlDraft.URI))),
        new Fault("another shard", Slug.CRL_SCOPE, scope(CrlDraft.scope(CrlDraft.URI + "2"))),
        new Fault("no name", Slug.CRL_SCOPE, scope(point(null, true, false, null, false, false))),
        new Fault(
            "authorities only", Slug.CRL_SCOPE, scope(point(URI, false, true, null, false, false))),
        new Fault(
            "some reasons only",
            Slug.CRL_SCOPE,
            scope(point(URI, true, false, new ReasonFlags(ReasonFlags.superseded), false, false))),
        new Fault("indirect", Slug.CRL_SCOPE, scope(point(URI, true, false, null, true, false))),
        new Fault(
            "attribute certificates only",
            Slug.CRL_SCOPE,
            scope(point(URI, false, false, null, false, true))));
  }

  static Stream<Fault> validityFaults() {
    Instant hourAgo = NOW.minus(Duration.ofHours(1));
    return Stream.of(
        new Fault("ends now", Slug.CRL_STALE, list().valid(hourAgo, NOW)),
        new Fault(
            "starts ahead", Slug.CRL_STALE, list().valid(NOW.plusSeconds(61), NOW.plus(TEN_DAYS))),
        new Fault("no end", Slug.CRL_STALE, list().valid(hourAgo, null)),
        new Fault(
            "valid too long",
            Slug.CRL_STALE,
            list().valid(hourAgo, hourAgo.plus(TEN_DAYS).plusSeconds(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"scopeFaults", "pointFaults", "validityFaults"})
  void refuses(Fault row) {
    Finding finding = check(row.draft());

    assertThat(finding.slug()).as(finding.seen()).isEqualTo(row.slug());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void passesALeafThatIsNotOnTheList() {
    CrlDraft draft = list().revoke(SERIAL.add(BigInteger.ONE), REVOKED_AT, CRLReason.keyCompromise);

    Finding finding = check(draft);

    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.seen()).contains("none of the 1").contains("list 7");
  }

  @Test
  void judgesTheStartOfAListAsInsideAndTenDaysAsAllowed() {
    assertThat(check(list().valid(NOW, NOW.plus(TEN_DAYS))).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void namesReasonAndDateOfARevokedLeaf() {
    Finding finding = check(list().revoke(SERIAL, REVOKED_AT, CRLReason.keyCompromise));

    assertThat(finding.slug()).isEqualTo(Slug.REVOKED);
    assertThat(finding.failed()).isTrue();
    assertThat(finding.seen()).contains(REVOKED_AT.toString()).contains("keyCompromise");
  }

  @Test
  void takesAnInvalidityDateForNoReason() {
    Finding finding =
        check(
            list()
                .revoke(
                    SERIAL,
                    REVOKED_AT,
                    Extension.invalidityDate,
                    false,
                    new DERGeneralizedTime("20260901000000Z")));

    assertThat(finding.slug()).isEqualTo(Slug.REVOKED);
    assertThat(finding.seen()).contains("unspecified");
  }

  @Test
  void believesAnOldListThatTheLeafIsRevoked() {
    Finding finding =
        check(
            list()
                .valid(NOW.minus(TEN_DAYS), NOW.minusSeconds(1))
                .revoke(SERIAL, REVOKED_AT, CRLReason.superseded));

    assertThat(finding.slug()).isEqualTo(Slug.REVOKED);
  }

  @Test
  void believesNoForgedListThatTheLeafIsRevoked() {
    Finding finding =
        check(
            list()
                .key(TestKeys.p256().getPrivate())
                .revoke(SERIAL, REVOKED_AT, CRLReason.keyCompromise));

    assertThat(finding.slug()).isEqualTo(Slug.CRL_SCOPE);
  }

  @Test
  void refusesTheListOfAnIssuerThatMaySignCertificatesOnly() {
    TestAuthority issuer =
        TestAuthority.root("Root")
            .authority(
                "E1",
                draft -> draft.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)));
    Finding finding =
        RevocationVerifier.check(
            LEAF.certificate(),
            issuer.certificate(),
            false,
            new RevocationEvidence.Fetched(CrlDraft.of(issuer).sign(), NOW),
            Mode.ENFORCE,
            NOW);

    assertThat(finding.slug()).isEqualTo(Slug.CRL_SCOPE);
    assertThat(finding.seen()).contains("cRLSign");
  }

  @Test
  void verifiesListsThatAreSignedWithRsa() {
    TestAuthority issuer =
        TestAuthority.root("Root").authority("R1", draft -> draft.keys(TestKeys.rsa(2048, "R1")));

    assertThat(
            RevocationVerifier.check(
                    LEAF.certificate(),
                    issuer.certificate(),
                    false,
                    new RevocationEvidence.Fetched(CrlDraft.of(issuer).sign(), NOW),
                    Mode.ENFORCE,
                    NOW)
                .verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void needsNoListForALifetimeOfSevenDaysThatNamesNone() {
    assertThat(check(withoutPoint(Duration.ofDays(7)), new RevocationEvidence.Absent()).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(
            check(withoutPoint(Duration.ofDays(7).plusSeconds(1)), new RevocationEvidence.Absent())
                .slug())
        .isEqualTo(Slug.CRL_SCOPE);
  }

  @Test
  void checksAShortLivedLeafThatNamesAListAllTheSame() {
    TestAuthority.TestLeaf shortLived = leaf(draft -> lifetime(draft, Duration.ofDays(6)));
    CrlDraft draft = list().revoke(SERIAL, REVOKED_AT, CRLReason.keyCompromise);

    assertThat(check(shortLived, new RevocationEvidence.Fetched(draft.sign(), NOW)).slug())
        .isEqualTo(Slug.REVOKED);
    assertThat(check(shortLived, new RevocationEvidence.Absent()).slug())
        .isEqualTo(Slug.CRL_UNAVAILABLE);
  }

  @Test
  void warnsForADayOfAListThatCannotBeHadAndThenRefuses() {
    Finding first = check(LEAF, unavailableSince(NOW));
    Finding last = check(LEAF, unavailableSince(NOW.minus(Duration.ofHours(24)).plusSeconds(1)));
    Finding after = check(LEAF, unavailableSince(NOW.minus(Duration.ofHours(24))));

    assertThat(first.slug()).isEqualTo(Slug.CRL_UNAVAILABLE);
    assertThat(first.verdict()).isEqualTo(Verdict.WARN);
    assertThat(last.verdict()).isEqualTo(Verdict.WARN);
    assertThat(after.slug()).isEqualTo(Slug.CRL_UNAVAILABLE);
    assertThat(after.verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void refusesWhenNobodyAskedForTheList() {
    Finding finding = check(LEAF, new RevocationEvidence.Absent());

    assertThat(finding.slug()).isEqualTo(Slug.CRL_UNAVAILABLE);
    assertThat(finding.failed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void appliesTheModeOfTheOperator(Mode mode) {
    Finding finding =
        RevocationVerifier.check(
            LEAF.certificate(),
            ISSUER.certificate(),
            false,
            new RevocationEvidence.Absent(),
            mode,
            NOW);

    assertThat(finding.step()).isEqualTo(Step.REVOCATION);
    assertThat(finding.verdict())
        .isEqualTo(
            switch (mode) {
              case ENFORCE -> Verdict.FAIL;
              case EVIDENCE -> Verdict.WARN;
              case OFF -> Verdict.SKIP;
            });
  }

  private static TestAuthority.TestLeaf withoutPoint(Duration lifetime) {
    return leaf(draft -> lifetime(draft, lifetime).without(Extension.cRLDistributionPoints));
  }

  private static CertificateDraft lifetime(CertificateDraft draft, Duration lifetime) {
    Instant start = NOW.minus(Duration.ofHours(1));
    return draft.valid(start, start.plus(lifetime));
  }

  private static RevocationEvidence unavailableSince(Instant since) {
    return new RevocationEvidence.Unavailable(since, "503");
  }

  private static CrlDraft scope(IssuingDistributionPoint point) {
    return list().with(Extension.issuingDistributionPoint, true, point);
  }

  private static IssuingDistributionPoint point(
      @Nullable String uri,
      boolean onlyUsers,
      boolean onlyAuthorities,
      @Nullable ReasonFlags reasons,
      boolean indirect,
      boolean onlyAttributes) {
    return new IssuingDistributionPoint(
        uri == null ? null : CrlDraft.name(uri),
        onlyUsers,
        onlyAuthorities,
        reasons,
        indirect,
        onlyAttributes);
  }
}
