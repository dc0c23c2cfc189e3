package dev.callsign.revocation;

import static dev.callsign.revocation.Lists.ISSUER;
import static dev.callsign.revocation.Lists.list;
import static dev.callsign.testing.TestAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.CrlDraft;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as bytes: what is read of good ones, and that bad ones are refused without harm. */
class CrlTest {

  private static CrlDraft three() {
    return list()
        .revoke(BigInteger.ONE, NOW, CRLReason.keyCompromise)
        .revoke(new BigInteger("ff00ff00ff00ff00", 16), NOW.minusSeconds(60), CRLReason.superseded)
        .revoke(BigInteger.TWO.pow(158), NOW.minusSeconds(61), CRLReason.unspecified);
  }

  @Test
  void readsWhatTheJdkReads() throws GeneralSecurityException, MalformedException {
    byte[] der = three().encode();
    X509CRL jdk =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));

    Crl crl = Crl.decode(der);

    assertThat(crl.issuer()).isEqualTo(jdk.getIssuerX500Principal());
    assertThat(crl.thisUpdate()).isEqualTo(jdk.getThisUpdate().toInstant());
    assertThat(crl.nextUpdate()).contains(jdk.getNextUpdate().toInstant());
    assertThat(crl.number()).contains(BigInteger.valueOf(7));
    assertThat(crl.size()).isEqualTo(jdk.getRevokedCertificates().size()).isEqualTo(3);
    for (X509CRLEntry entry : jdk.getRevokedCertificates()) {
      assertThat(crl.find(entry.getSerialNumber()))
          .hasValueSatisfying(
              found ->
                  assertThat(found.revokedAt()).isEqualTo(entry.getRevocationDate().toInstant()));
    }
    assertThat(crl.find(BigInteger.TWO)).isEmpty();
    assertThat(crl.encode()).isEqualTo(der);
    assertThat(crl.length()).isEqualTo(der.length);
  }

  @Test
  void readsAListWithoutEntries() {
    Crl crl = list().sign();

    assertThat(crl.size()).isZero();
    assertThat(crl.find(BigInteger.ONE)).isEmpty();
  }

  @Test
  void readsYearsAfter2049() {
    Instant far = Instant.parse("2051-01-01T00:00:00Z");

    assertThat(list().valid(Instant.parse("1999-12-31T23:59:59Z"), far).sign())
        .satisfies(
            crl -> {
              assertThat(crl.thisUpdate()).isEqualTo("1999-12-31T23:59:59Z");
              assertThat(crl.nextUpdate()).contains(far);
            });
  }

  @Test
  void findsTheLastOfManyEntries() {
    CrlDraft draft = list();
    for (int serial = 1; serial <= 20_000; serial++) {
      draft.revoke(BigInteger.valueOf(serial), NOW, CRLReason.superseded);
    }
    Crl crl = draft.sign();

    assertThat(crl.size()).isEqualTo(20_000);
    assertThat(crl.find(BigInteger.valueOf(20_000))).isPresent();
    assertThat(crl.find(BigInteger.valueOf(20_001))).isEmpty();
  }

  @Test
  void believesNoListWithABitFlipped() {
    byte[] der = three().encode();
    for (int i = 0; i < der.length; i++) {
      for (int mask : new int[] {0x01, 0x80}) {
        byte[] flipped = der.clone();
        flipped[i] ^= (byte) mask;
        assertThat(isBelieved(flipped)).as("byte %d with %02x", i, mask).isFalse();
      }
    }
    assertThat(isBelieved(der)).isTrue();
  }

  @Test
  void refusesEveryPartOfAList() {
    byte[] der = three().encode();
    for (int length = 0; length < der.length; length++) {
      assertMalformed(Arrays.copyOf(der, length));
    }
  }

  @Test
  void refusesAListWithBytesAfterIt() {
    byte[] der = three().encode();

    assertMalformed(Arrays.copyOf(der, der.length + 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void believesNoNoiseInTheMiddleOfAList(long seed) {
    Random random = new Random(seed);
    byte[] der = three().encode();
    for (int round = 0; round < 5_000; round++) {
      byte[] noisy = der.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
      }
      assertThat(isBelieved(noisy)).isEqualTo(Arrays.equals(noisy, der));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "30", // no length
        "3080", // indefinite length
        "30800000",
        "308100", // a length in more octets than it needs
        "30820001ff",
        "3084ffffffff", // longer than any array
        "3085010000000000",
        "1f8101", // a tag of more than one octet
        "3000",
        "a000",
      })
  void refusesWhatIsNotDer(String hex) {
    assertMalformed(HexFormat.of().parseHex(hex));
  }

  @Test
  void refusesAnotherKindOfFile() {
    assertMalformed("-----BEGIN X509 CRL-----".getBytes(StandardCharsets.US_ASCII));
    assertMalformed("<html>".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesNestingHoweverDeepWithoutExhaustingTheStack() {
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    int depth = 1_000_000;
    for (int level = depth; level > 0; level--) {
      nested.write(0x30);
      nested.write(0x84);
      int length = (level - 1) * 6;
      for (int shift = 24; shift >= 0; shift -= 8) {
        nested.write(length >>> shift);
      }
    }
    assertMalformed(nested.toByteArray());
  }

  @Test
  void refusesMoreThanTwentyMebibytes() {
    assertThatThrownBy(() -> Crl.decode(new byte[Crl.MAX_BYTES + 1]))
        .hasMessageContaining("20 MiB");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "170b323630393031313230305a", // no seconds
        "1711323630393031313230303030 2b30323030", // not UTC
        "170d3236303933313132303030305a", // a day that does not exist
        "170d3236303930313234303030305a", // an hour that does not exist
        "170d32363039303131322030305a5a",
        "18133230323630393031313230303030 2e3132335a", // a fraction
        "180d3236303930313132303030305a",
      })
  void refusesTimesOfOtherForms(String hex) {
    assertThatThrownBy(() -> DerTime.read(new Der(HexFormat.of().parseHex(hex.replace(" ", "")))))
        .isInstanceOf(MalformedException.class);
  }

  /** Whether the bytes are a list that verifies under the issuer; anything else must not throw. */
  private static boolean isBelieved(byte[] der) {
    try {
      return Crl.decode(der).isSignedBy(ISSUER.keys().getPublic());
    } catch (MalformedException e) {
      return false;
    }
  }

  private static void assertMalformed(byte[] der) {
    assertThatThrownBy(() -> Crl.decode(der))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.slug()).isEqualTo(Slug.CRL_SCOPE));
  }
}
