package dev.callsign.ct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Verdict;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.RealChain;
import dev.callsign.x509.RealChain.RealSct;
import dev.callsign.x509.SignatureChecks;
import dev.callsign.x509.TrustPolicy;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The SCTs in real certificates of Let's Encrypt against the shipped list of logs. What they are
 * compared with was found by another program.
 *
 * <p>{@code -Dchains.file=PATH} takes another file of the same shape.
 */
class RealSctsTest {

  private static final CtPolicy PRODUCTION = CtPolicy.production();
  private static final AtomicInteger VERIFIED = new AtomicInteger();

  static List<RealChain> chains() {
    return RealChain.all();
  }

  @AfterAll
  static void sayHowMany() {
    System.out.println("real SCTs: " + VERIFIED + " verified");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void areThoseThatAnotherProgramSaw(RealChain real) throws MalformedException {
    X509Certificate leaf = real.chain().leaf();
    SctList list = SctList.of(leaf).orElseThrow();

    List<SctVerdict> verdicts =
        SctVerifier.verdicts(
            list, leaf, issuer(real), PRODUCTION.logs(), real.midlife(), SignatureChecks.all());

    assertThat(verdicts).extracting(RealSctsTest::seen).isEqualTo(real.scts());
    VERIFIED.addAndGet(verdicts.size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void passHalfwayThroughTheLifeOfTheirCertificate(RealChain real) {
    List<Finding> findings = check(real, PRODUCTION);

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.PASS);
    real.scts().forEach(sct -> assertThat(findings.getFirst().seen()).contains(sct.log()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void areBadWithAnyByteOfTheListChanged(RealChain real) throws MalformedException {
    byte[] leaf = real.chain().encode().getFirst();
    byte[] extension =
        Der.decode(real.chain().leaf().getExtensionValue(SctList.OID)).value(Der.OCTET_STRING);
    byte[] list = Der.decode(extension).value(Der.OCTET_STRING);
    HexFormat hex = HexFormat.of();
    int start = hex.formatHex(leaf).indexOf(hex.formatHex(list)) / 2;
    X509Certificate issuer = issuer(real);

    for (int i = start; i < start + list.length; i++) {
      byte[] changed = leaf.clone();
      changed[i] ^= 1;
      X509Certificate other = CertificateChain.decode(List.of(changed)).leaf();
      assertThat(SctVerifier.check(other, issuer, PRODUCTION, real.midlife()))
          .as("byte %d", i)
          .extracting(Finding::slug)
          .containsAnyOf(Slug.CT_BAD_SCT, Slug.CT_UNKNOWN_LOG);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void failWhereOneOfTheirLogsIsDenied(RealChain real) throws MalformedException {
    String id = SctList.of(real.chain().leaf()).orElseThrow().scts().getFirst().logId();
    LogList logs = new LogList(PRODUCTION.logs().logs(), Set.of(id));

    assertThat(check(real, new CtPolicy(Mode.ENFORCE, logs)))
        .extracting(Finding::slug)
        .contains(Slug.CT_DENIED_LOG);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void neverPassWhereNoLogIsKnown(RealChain real) {
    CtPolicy stranger = new CtPolicy(Mode.ENFORCE, new LogList(Map.of(), Set.of()));

    assertThat(check(real, stranger))
        .extracting(Finding::slug)
        .containsExactly(Slug.CT_UNKNOWN_LOG, Slug.CT_TOO_FEW);
  }

  private static RealSct seen(SctVerdict verdict) {
    if (verdict instanceof SctVerdict.Valid(CtLog log, Sct sct)) {
      return new RealSct(
          log.description(),
          log.operator(),
          sct.timestamp(),
          log.kind() == CtLog.Kind.STATIC_CT,
          sct.leafIndex(),
          "OK");
    }
    throw new AssertionError(verdict);
  }

  private static List<Finding> check(RealChain real, CtPolicy policy) {
    return SctVerifier.check(real.chain().leaf(), issuer(real), policy, real.midlife());
  }

  private static X509Certificate issuer(RealChain real) {
    return Objects.requireNonNull(
        ChainVerifier.verify(real.chain(), TrustPolicy.production(), real.midlife()).issuer());
  }
}
