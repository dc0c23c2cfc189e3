package dev.callsign.x509;

import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Verdict;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Searches that loop or branch without end: they end by counting, not by a clock. */
class PathFinderTest {

  private static final String NAME = "CN=Maze,O=Let's Encrypt";
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  @Test
  void findsEveryPathOfACrossSignedHierarchyShortestFirst() {
    TestAuthority older = TestAuthority.root("Older Root");
    TestAuthority issuer = ROOT.authority("E1");
    TestLeaf leaf = issuer.leaf("alice.example");
    TrustAnchors both =
        new TrustAnchors(
            List.of(older.certificate(), ROOT.certificate()),
            List.of(),
            List.of(older.crossSign(ROOT).certificate()));

    List<CertificatePath> paths = new PathFinder(leaf.chain(), both).paths();

    assertThat(paths).extracting(path -> path.certificates().size()).containsExactly(2, 3);
    assertThat(paths)
        .extracting(CertificatePath::anchor)
        .containsExactly(ROOT.certificate(), older.certificate());
  }

  @Test
  void doesNotWalkInTheCircleOfTwoRootsThatSignEachOther() {
    TestAuthority one = TestAuthority.root("One");
    TestAuthority two = TestAuthority.root("Two");
    TestLeaf leaf = one.authority("E1").leaf("alice.example");
    CertificateChain circle =
        leaf.sentWith(
            leaf.chain().certificates().get(1),
            two.crossSign(one).certificate(),
            one.crossSign(two).certificate());

    PathFinder search = new PathFinder(circle, ROOT.trustedAsShipped().anchors());

    assertThat(search.paths()).isEmpty();
    assertThat(search.signatureChecks()).isLessThan(10);
  }

  @Test
  void goesThroughAnAuthorityOnceHoweverManyCertificatesItHas() {
    KeyPair key = TestKeys.p256();
    TrustAnchors cache = new TrustAnchors(List.of(ROOT.certificate()), List.of(), maze(key, 300));

    PathFinder search = new PathFinder(mazeLeaf(key).sentWith(), cache);

    assertThat(search.paths()).isEmpty();
    assertThat(search.signatureChecks()).isEqualTo(1);
  }

  @Test
  void givesUpOnHundredsOfNamesakes() {
    List<X509Certificate> namesakes =
        IntStream.range(0, 300).mapToObj(i -> maze(TestKeys.p256(), 1).getFirst()).toList();
    TrustAnchors cache = new TrustAnchors(List.of(ROOT.certificate()), List.of(), namesakes);

    PathFinder search = new PathFinder(mazeLeaf(TestKeys.p256()).sentWith(), cache);

    assertThat(search.paths()).isEmpty();
    assertThat(search.signatureChecks()).isEqualTo(PathFinder.MAX_SIGNATURE_CHECKS);
  }

  @Test
  void givesUpOnAuthoritiesThatAllSignEachOther() {
    List<TestAuthority> authorities =
        IntStream.range(0, 8).mapToObj(i -> TestAuthority.root("A" + i)).toList();
    List<X509Certificate> crossSigned =
        authorities.stream()
            .flatMap(by -> authorities.stream().map(of -> by.crossSign(of).certificate()))
            .toList();
    TestLeaf leaf = authorities.getFirst().leaf("alice.example");
    TrustAnchors cache = new TrustAnchors(List.of(ROOT.certificate()), List.of(), crossSigned);

    PathFinder search = new PathFinder(leaf.sentWith(), cache, 20);

    assertThat(search.paths()).isEmpty();
    assertThat(search.signatureChecks()).isLessThanOrEqualTo(PathFinder.MAX_SIGNATURE_CHECKS);
    assertThat(search.beginningsExtended()).isEqualTo(PathFinder.MAX_BEGINNINGS);
  }

  @Test
  void checksNoMoreSignaturesThanTheFirstPathNeeds() {
    TestAuthority older = TestAuthority.root("Older Root");
    TestLeaf leaf = ROOT.authority("A").authority("B").leaf("alice.example");
    TrustAnchors both =
        new TrustAnchors(
            List.of(ROOT.certificate(), older.certificate()),
            List.of(),
            List.of(older.crossSign(ROOT).certificate()));

    PathFinder search = new PathFinder(leaf.chain(), both);

    assertThat(search.next()).isPresent();
    assertThat(search.signatureChecks()).isEqualTo(3);
  }

  @Test
  void findsTheIssuerBehindDecoysOfItsName() {
    TestAuthority issuer = ROOT.authority("E1");
    TestLeaf leaf = issuer.leaf("alice.example");
    List<X509Certificate> others = new ArrayList<>();
    IntStream.range(0, 8).forEach(i -> others.add(ROOT.authority("E1").certificate()));
    others.add(issuer.certificate());
    CertificateChain chain = leaf.sentWith(others.toArray(X509Certificate[]::new));

    assertThat(ChainVerifier.verify(chain, ROOT.trustedAsShipped(), NOW).finding().verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void knowsTheIssuerByNameWhetherOrNotItSigned() {
    TestLeaf leaf = ROOT.authority("E1").leaf("alice.example");
    X509Certificate namesake = ROOT.authority("E1").certificate();
    X509Certificate other = ROOT.authority("E2").certificate();
    TrustAnchors anchors = ROOT.trustedAsShipped().anchors();

    assertThat(new PathFinder(leaf.chain(), anchors).knowsLeafIssuer()).isTrue();
    assertThat(new PathFinder(leaf.sentWith(namesake), anchors).knowsLeafIssuer()).isTrue();
    assertThat(new PathFinder(leaf.sentWith(other), anchors).knowsLeafIssuer()).isFalse();
  }

  /** Self-signed certificates of one name and one key, told apart by their serial numbers. */
  private static List<X509Certificate> maze(KeyPair key, int size) {
    return IntStream.rangeClosed(1, size)
        .mapToObj(
            serial ->
                TestAuthority.root(
                        "unused",
                        draft -> draft.subject(NAME).keys(key).serial(BigInteger.valueOf(serial)))
                    .certificate())
        .toList();
  }

  private static TestLeaf mazeLeaf(KeyPair key) {
    return TestAuthority.root("unused", draft -> draft.subject(NAME).keys(key))
        .leaf("alice.example");
  }
}
