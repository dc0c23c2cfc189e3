package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real chains of Let's Encrypt against the policy of production.
 *
 * <p>The chains are from the CA's own test sites, both hierarchies and both key types. {@code
 * -Dchains.file=PATH} takes another file of the same shape.
 */
class RealChainsTest {

  private static final TrustPolicy PRODUCTION = TrustPolicy.production();
  private static final AtomicInteger VERIFIED = new AtomicInteger();

  /** Issuers of generation Y, whose certificates are shipped as a cache. */
  private static final List<String> CACHED_ISSUERS =
      List.of("CN=YE1,", "CN=YE2,", "CN=YE3,", "CN=YR1,", "CN=YR2,", "CN=YR3,");

  static List<RealChain> chains() {
    return RealChain.all();
  }

  static Stream<RealChain> chainsOfCachedIssuers() {
    return chains().stream().filter(RealChainsTest::hasCachedIssuer);
  }

  static Stream<RealChain> chainsOfOtherIssuers() {
    return chains().stream().filter(real -> !hasCachedIssuer(real));
  }

  @AfterAll
  static void sayHowMany() {
    System.out.println("real chains: " + VERIFIED + " verified");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void verifiesHalfwayThroughItsLife(RealChain real) throws MalformedException {
    Finding chain = ChainVerifier.verify(real.chain(), PRODUCTION, real.midlife()).finding();
    Finding profile = LeafProfile.check(real.chain().leaf(), real.midlife());

    assertThat(chain.verdict()).as(chain.seen()).isEqualTo(Verdict.PASS);
    assertThat(profile.verdict()).as(profile.seen()).isEqualTo(Verdict.PASS);
    for (Callsign callsign : callsigns(real)) {
      Finding names = LeafNames.check(real.chain().leaf(), callsign);
      assertThat(names.failed()).as(names.seen()).isFalse();
    }
    VERIFIED.incrementAndGet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void isValidFromItsFirstToItsLastSecondAndNoLonger(RealChain real) {
    assertThat(chainSlug(real, real.notBefore().minusSeconds(1)))
        .isEqualTo(Slug.CHAIN_NOT_YET_VALID);
    assertThat(chainSlug(real, real.notBefore())).isNull();
    assertThat(chainSlug(real, real.notAfter())).isNull();
    assertThat(chainSlug(real, real.notAfter().plusSeconds(1))).isEqualTo(Slug.CHAIN_EXPIRED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void isForNoOtherName(RealChain real) throws MalformedException {
    Callsign other = Callsign.parse("stranger.example", NamePolicy.PUBLIC);

    assertThat(LeafNames.check(real.chain().leaf(), other).slug()).isEqualTo(Slug.NAME_MISMATCH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void isUntrustedWithAnyByteOfTheSignatureFlipped(RealChain real) throws MalformedException {
    List<byte[]> der = new ArrayList<>(real.chain().encode());
    byte[] leaf = der.getFirst();
    int signatureLength = real.chain().leaf().getSignature().length;
    for (int i = leaf.length - signatureLength; i < leaf.length; i++) {
      byte[] forged = leaf.clone();
      forged[i] ^= 1;
      der.set(0, forged);
      Finding finding =
          ChainVerifier.verify(CertificateChain.decode(der), PRODUCTION, real.midlife()).finding();
      assertThat(finding.slug()).as("byte %d", i).isEqualTo(Slug.CHAIN_UNTRUSTED);
    }
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("chainsOfCachedIssuers")
  void completesALoneLeafFromTheShippedIntermediates(RealChain real) {
    assertThat(leafAlone(real).verdict()).isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("chainsOfOtherIssuers")
  void missesTheIntermediateOfALoneLeafThatIsNotShipped(RealChain real) {
    assertThat(leafAlone(real).slug()).isEqualTo(Slug.CHAIN_INCOMPLETE);
  }

  @Test
  void refusesAFileWithoutChains() {
    assertThatThrownBy(
            () -> RealChain.parse("{\"chains\": []}".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IOException.class);
  }

  private static Finding leafAlone(RealChain real) {
    CertificateChain leaf = CertificateChain.of(List.of(real.chain().leaf()));
    return ChainVerifier.verify(leaf, PRODUCTION, real.midlife()).finding();
  }

  private static @Nullable Slug chainSlug(RealChain real, Instant at) {
    return ChainVerifier.verify(real.chain(), PRODUCTION, at).finding().slug();
  }

  private static boolean hasCachedIssuer(RealChain real) {
    return CACHED_ISSUERS.stream().anyMatch(real.issuer()::startsWith);
  }

  /** The names that can be callsigns: a leaf may also stand for wildcards and addresses. */
  private static List<Callsign> callsigns(RealChain real) throws MalformedException {
    List<Callsign> callsigns = new ArrayList<>();
    for (String name : real.names()) {
      if (!name.startsWith("*.") && name.matches(".*[A-Za-z].*") && !name.contains(":")) {
        callsigns.add(Callsign.parse(name, NamePolicy.PUBLIC));
      }
    }
    assertThat(callsigns).as("names that can be callsigns in %s", real.names()).isNotEmpty();
    return callsigns;
  }
}
