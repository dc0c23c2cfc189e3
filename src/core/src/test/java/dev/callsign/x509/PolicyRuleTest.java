package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Slug;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.TestAuthority;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Certificate policies, where an authority requires them (RFC 5280 §6.1, RFC 9618). */
class PolicyRuleTest {

  private static final String ALICE = "alice.example";
  private static final String DOMAIN_VALIDATED = "2.23.140.1.2.1";
  private static final String OWN = "2.999.1";
  private static final String OTHER = "2.999.2";
  private static final String ANY = "2.5.29.32.0";
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  @Test
  void asksForNoneWhereNobodyRequiresOne() {
    assertThat(fault(ROOT.authority("E1"), d -> d)).isNull();
    assertThat(fault(ROOT.authority("E1", d -> policies(d, OWN)), d -> policies(d, OTHER)))
        .isNull();
  }

  @Test
  void asksForOneAlongTheWholePathWhereAnAuthorityRequiresIt() {
    TestAuthority strict = ROOT.authority("E1", d -> requires(policies(d, OWN), 0));

    assertThat(fault(strict, d -> policies(d, OWN))).isNull();
    assertThat(fault(strict, d -> policies(d, OTHER, OWN))).isNull();
    assertThat(fault(strict, d -> policies(d, ANY))).isNull();
    assertThat(fault(strict, d -> policies(d, OTHER))).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(fault(strict, d -> d)).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void takesAnyPolicyOfAnAuthorityForEveryOne() {
    TestAuthority any = ROOT.authority("E1", d -> requires(policies(d, ANY), 0));

    assertThat(fault(any, d -> policies(d, DOMAIN_VALIDATED))).isNull();
    assertThat(fault(any, d -> d)).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void skipsTheCertificatesThatTheConstraintSkips() {
    TestAuthority later = ROOT.authority("A", d -> requires(policies(d, OWN), 2));

    assertThat(fault(later, d -> d)).isNull();
    assertThat(fault(later.authority("E1", d -> policies(d, OWN)), d -> d))
        .isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void stopsAnyPolicyWhereItIsInhibited() {
    TestAuthority inhibited =
        ROOT.authority(
            "E1",
            d ->
                requires(policies(d, ANY), 0)
                    .with(Extension.inhibitAnyPolicy, true, new ASN1Integer(0)));

    assertThat(fault(inhibited, d -> policies(d, ANY))).isEqualTo(Slug.CHAIN_CONSTRAINT);
    assertThat(fault(inhibited, d -> policies(d, OWN))).isNull();
  }

  @Test
  void followsMappingsFromTheIssuersToTheSubjectsPolicy() {
    TestAuthority mapping =
        ROOT.authority("E1", d -> maps(requires(policies(d, OWN), 0), OWN, OTHER));

    assertThat(fault(mapping, d -> policies(d, OTHER))).isNull();
    assertThat(fault(mapping, d -> policies(d, OWN))).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  @Test
  void refusesToMapAnyPolicy() {
    TestAuthority mapping = ROOT.authority("E1", d -> maps(policies(d, ANY), ANY, OWN));

    assertThat(fault(mapping, d -> policies(d, OWN))).isEqualTo(Slug.CHAIN_CONSTRAINT);
  }

  private static @Nullable Slug fault(TestAuthority issuer, UnaryOperator<CertificateDraft> leaf) {
    return ChainVerifier.verify(issuer.leaf(ALICE, leaf).chain(), ROOT.trustedAsShipped(), NOW)
        .finding()
        .slug();
  }

  private static CertificateDraft policies(CertificateDraft draft, String... oids) {
    PolicyInformation[] policies =
        Arrays.stream(oids)
            .map(oid -> new PolicyInformation(new ASN1ObjectIdentifier(oid)))
            .toArray(PolicyInformation[]::new);
    return draft.with(Extension.certificatePolicies, false, new CertificatePolicies(policies));
  }

  private static CertificateDraft requires(CertificateDraft draft, int skip) {
    return draft.with(
        Extension.policyConstraints, true, new PolicyConstraints(BigInteger.valueOf(skip), null));
  }

  private static CertificateDraft maps(CertificateDraft draft, String issuer, String subject) {
    return draft.with(
        Extension.policyMappings, true, new PolicyMappings(policy(issuer), policy(subject)));
  }

  private static CertPolicyId policy(String oid) {
    return CertPolicyId.getInstance(new ASN1ObjectIdentifier(oid));
  }
}
