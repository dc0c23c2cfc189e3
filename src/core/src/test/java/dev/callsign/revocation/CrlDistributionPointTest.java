package dev.callsign.revocation;

import static dev.callsign.revocation.Lists.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.CrlDraft;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrlDistributionPointTest {

  private static X509Certificate naming(ASN1Encodable points) {
    return leaf(draft -> draft.with(Extension.cRLDistributionPoints, false, points)).certificate();
  }

  private static X509Certificate naming(String uri) {
    return naming(CrlDraft.point(uri));
  }

  @Test
  void readsTheOneUriOfALeaf() throws MalformedException {
    CrlDistributionPoint point =
        CrlDistributionPoint.of(naming("http://ye1.c.lencr.org/120.crl"), false).orElseThrow();

    assertThat(point.uri()).isEqualTo(URI.create("http://ye1.c.lencr.org/120.crl"));
    assertThat(point.host()).isEqualTo("ye1.c.lencr.org");
    assertThat(point.port()).isEqualTo(80);
  }

  @Test
  void isEmptyWhereALeafNamesNoList() throws MalformedException {
    X509Certificate silent =
        leaf(draft -> draft.without(Extension.cRLDistributionPoints)).certificate();

    assertThat(CrlDistributionPoint.of(silent, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://lencr.org/1.crl",
        "http://c.lencr.org/1.crl",
        "http://a.b.c.lencr.org/1.crl",
        "http://ye1.c.lencr.org.evil.example/1.crl",
        "http://ye1-c.lencr.org/1.crl",
        "http://ye1.c.lencr.org:8080/1.crl",
        "http://crl.example/1.crl",
      })
  void trustsOtherHostsBelowAddedAnchorsOnly(String uri) throws MalformedException {
    assertThatThrownBy(() -> CrlDistributionPoint.of(naming(uri), false))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.slug()).isEqualTo(Slug.CRL_SCOPE));
    assertThat(CrlDistributionPoint.of(naming(uri), true)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ye1.c.lencr.org/1.crl",
        "ldap://ye1.c.lencr.org/cn=1",
        "file:///etc/passwd",
        "http:ye1.c.lencr.org",
        "//ye1.c.lencr.org/1.crl",
        "http://user@ye1.c.lencr.org/1.crl",
        "http://ye1.c.lencr.org/1.crl#part",
        "http://ye1.c.lencr.org/a b",
        "http://ye1.c.lencr.org/\r\nX: y",
        "http://ye1.c.lencr.org:0/1.crl",
        "http://ye1.c.lencr.org:65536/1.crl",
        "http://127.0.0.1/1.crl",
        "http://[::1]/1.crl",
        "http://2130706433/1.crl",
        "http:///1.crl",
        "http://-a.example/1.crl",
        "",
      })
  void refusesWhatIsNotPlainHttpWithAHostName(String uri) {
    assertThatThrownBy(() -> CrlDistributionPoint.of(naming(uri), true))
        .isInstanceOf(MalformedException.class);
  }

  static Stream<ASN1Encodable> shapes() {
    DistributionPointName good = CrlDraft.name(CrlDraft.URI);
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, CrlDraft.URI);
    GeneralNames other = new GeneralNames(new GeneralName(new X500Name("CN=E2")));
    return Stream.of(
        new CRLDistPoint(new DistributionPoint[0]),
        CrlDraft.point(CrlDraft.URI, "http://e1.c.lencr.org/2.crl"),
        CrlDraft.point("http://e1.c.lencr.org/" + "a".repeat(CrlDistributionPoint.MAX_CHARACTERS)),
        one(new DistributionPoint(good, new ReasonFlags(ReasonFlags.keyCompromise), null)),
        one(new DistributionPoint(good, null, other)),
        one(new DistributionPoint(null, null, other)),
        one(
            new DistributionPoint(
                new DistributionPointName(new GeneralNames(new GeneralName[] {uri, uri})),
                null,
                null)),
        one(new DistributionPoint(new DistributionPointName(other), null, null)),
        one(
            new DistributionPoint(
                new DistributionPointName(
                    DistributionPointName.NAME_RELATIVE_TO_CRL_ISSUER, new DERSequence()),
                null,
                null)),
        new DERUTF8String(CrlDraft.URI),
        DERNull.INSTANCE);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void refusesWhatDoesNotNameExactlyOneWholeList(ASN1Encodable points) {
    assertThatThrownBy(() -> CrlDistributionPoint.of(naming(points), true))
        .isInstanceOf(MalformedException.class);
  }

  private static CRLDistPoint one(DistributionPoint point) {
    return new CRLDistPoint(new DistributionPoint[] {point});
  }
}
