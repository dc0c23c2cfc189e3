package dev.callsign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.TestAuthority;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains as DER and as PEM. */
class CertificateChainTest {

  private static final CertificateChain CHAIN =
      TestAuthority.root("Root").authority("E1").leaf("alice.example").chain();
  private static final byte[] DER = CHAIN.encode().getFirst();

  @Test
  void comesBackFromDer() throws MalformedException {
    assertThat(CertificateChain.decode(CHAIN.encode())).isEqualTo(CHAIN);
    assertThat(CHAIN.leaf()).isEqualTo(CHAIN.certificates().getFirst());
  }

  @Test
  void comesBackFromPem() throws MalformedException {
    assertThat(CertificateChain.parsePem(CHAIN.toPem())).isEqualTo(CHAIN);
  }

  @Test
  void writesPemThatTheJdkReads() throws CertificateException {
    byte[] pem = CHAIN.toPem().getBytes(StandardCharsets.US_ASCII);

    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem)))
        .isEqualTo(CHAIN.certificates());
    assertThat(CHAIN.toPem().lines()).allMatch(line -> line.length() <= 64);
    assertThat(CHAIN.toPem()).endsWith("-----END CERTIFICATE-----\n");
  }

  @Test
  void ignoresWhatStandsAroundPemBlocks() throws MalformedException {
    String pem = "subject=alice\r\n" + CHAIN.toPem().replace("\n", "\r\n") + "\n# the end";

    assertThat(CertificateChain.parsePem(pem)).isEqualTo(CHAIN);
  }

  @Test
  void takesOneToTenCertificates() throws MalformedException {
    assertThat(CertificateChain.decode(Collections.nCopies(10, DER)).certificates()).hasSize(10);
    assertThat(slugOf(() -> CertificateChain.decode(List.of()))).isEqualTo(Slug.STATEMENT_HEADER);
    assertThat(slugOf(() -> CertificateChain.decode(Collections.nCopies(11, DER))))
        .isEqualTo(Slug.STATEMENT_HEADER);
    assertThat(slugOf(() -> CertificateChain.parsePem(""))).isEqualTo(Slug.STATEMENT_HEADER);
    assertThatThrownBy(() -> CertificateChain.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CertificateChain.of(Collections.nCopies(11, CHAIN.leaf())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  record NoCertificate(String why, List<byte[]> der) {
    NoCertificate(String why, byte[]... der) {
      this(why, List.of(der));
    }

    @Override
    public String toString() {
      return why;
    }
  }

  static Stream<NoCertificate> notDer() {
    return Stream.of(
        new NoCertificate("nothing", new byte[0]),
        new NoCertificate("a byte", new byte[] {0x30}),
        new NoCertificate("an empty sequence", new byte[] {0x30, 0}),
        new NoCertificate("cut short", Arrays.copyOf(DER, DER.length - 1)),
        new NoCertificate("a zero behind it", Arrays.copyOf(DER, DER.length + 1)),
        new NoCertificate("two in one", concatenate(DER, DER)),
        new NoCertificate("PEM", CHAIN.toPem().getBytes(StandardCharsets.US_ASCII)),
        new NoCertificate("a length that lies", lengthLie()),
        new NoCertificate("the second one", DER, new byte[] {1, 2, 3}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void notDer(NoCertificate row) {
    assertThat(slugOf(() -> CertificateChain.decode(row.der()))).isEqualTo(Slug.STATEMENT_HEADER);
  }

  /** The JDK would mask the bit away and accept the signature: two spellings of one certificate. */
  @Test
  void refusesASignatureWithUnusedBits() {
    byte[] der = leafWhoseSignatureEndsInZero();
    int signatureLength = signatureLength(der);
    der[der.length - signatureLength - 1] = 1;

    assertThat(slugOf(() -> CertificateChain.decode(List.of(der))))
        .isEqualTo(Slug.STATEMENT_HEADER);
  }

  @Test
  void refusesAPemBlockThatIsNoCertificate() {
    String pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    String cut = "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n";

    assertThat(slugOf(() -> CertificateChain.parsePem(pem))).isEqualTo(Slug.STATEMENT_HEADER);
    assertThat(slugOf(() -> CertificateChain.parsePem(cut))).isEqualTo(Slug.STATEMENT_HEADER);
  }

  @Test
  void refusesAPemBlockWithForeignCharactersRatherThanSkipIt() {
    String spoiled = CHAIN.toPem().replaceFirst("MII", "M!I");

    assertThat(slugOf(() -> CertificateChain.parsePem(spoiled))).isEqualTo(Slug.STATEMENT_HEADER);
  }

  private static byte[] leafWhoseSignatureEndsInZero() {
    TestAuthority issuer = TestAuthority.root("Root");
    return Stream.generate(() -> issuer.leaf("alice.example").chain().encode().getFirst())
        .filter(der -> (der[der.length - 1] & 1) == 0)
        .findFirst()
        .orElseThrow();
  }

  /** The BIT STRING at the end is 0x03, its length, the unused bits, and a DER SEQUENCE. */
  private static int signatureLength(byte[] der) {
    for (int length = 68; length <= 72; length++) {
      int start = der.length - length;
      if (der[start] == 0x30 && der[start + 1] == length - 2 && der[start - 3] == 3) {
        return length;
      }
    }
    throw new AssertionError("no ECDSA signature at the end");
  }

  private static Slug slugOf(ThrowingCallable call) {
    MalformedException e = catchThrowableOfType(MalformedException.class, call);
    assertThat(e).as("refusal").isNotNull();
    return e.slug();
  }

  private static byte[] lengthLie() {
    byte[] der = DER.clone();
    der[3] = (byte) 0xff;
    return der;
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
