package dev.callsign.ct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.common.primitives.Bytes;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of SCTs that nobody made well. */
class SctListTest {

  /** One SCT of version 1: log id of aa, a timestamp, a leaf_index, two bytes for a signature. */
  private static final byte[] SCT =
      hex(
          "00"
              + "aa".repeat(32)
              + "0000019b2d9a2650"
              + "0008"
              + "0000050123456789"
              + "0403"
              + "0002beef");

  @Test
  void areReadFieldByField() throws MalformedException {
    Sct sct = Sct.decode(SCT);

    assertThat(sct.logId()).isEqualTo("qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=");
    assertThat(sct.timestamp()).isEqualTo(Instant.ofEpochMilli(0x19b2d9a2650L));
    assertThat(sct.leafIndex()).hasValue(0x0123456789L);
    assertThat(sct.hashAlgorithm()).isEqualTo(4);
    assertThat(sct.signatureAlgorithm()).isEqualTo(3);
    assertThat(sct.signature()).isEqualTo(hex("beef"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "000005", "00000501234567", "0100050123456789", "0000040123456789"})
  void haveNoLeafIndexWhereTheExtensionsStartWithNone(String extensions) throws MalformedException {
    byte[] length = {0, (byte) (extensions.length() / 2)};
    byte[] sct =
        Bytes.concat(
            Arrays.copyOf(SCT, 41), length, hex(extensions), Arrays.copyOfRange(SCT, 51, 57));

    assertThat(Sct.decode(sct).leafIndex()).isEmpty();
  }

  @Test
  void areRefusedAtEveryLengthButTheirOwn() throws MalformedException {
    byte[] list = list(vector(SCT), vector(SCT));
    assertThat(SctList.decode(list).scts()).hasSize(2);

    for (int length = 0; length < list.length; length++) {
      assertMalformed(Arrays.copyOf(list, length));
    }
    for (int length = 1; length < SCT.length + 2; length++) {
      assertMalformed(list(vector(SCT), Arrays.copyOf(vector(SCT), length)));
    }
    assertMalformed(Arrays.copyOf(list, list.length + 1));
    for (int length = 1; length < SCT.length; length++) {
      assertMalformed(list(vector(Arrays.copyOf(SCT, length))));
    }
    assertMalformed(list(vector(Arrays.copyOf(SCT, SCT.length + 1))));
  }

  @Test
  void areCountedWithoutThoseOfOtherVersions() throws MalformedException {
    SctList list = SctList.decode(list(vector(hex("01")), vector(SCT), vector(hex("ff00"))));

    assertThat(list.scts()).hasSize(1);
    assertThat(list.otherVersions()).isEqualTo(2);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void ofNoiseAreReadOrRefused(long seed) {
    Random random = new Random(seed);
    byte[] good = list(vector(SCT), vector(SCT));
    for (int round = 0; round < 10_000; round++) {
      byte[] noise = Arrays.copyOf(good, random.nextInt(good.length + 20));
      for (int change = random.nextInt(4); change >= 0 && noise.length > 0; change--) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt();
      }
      try {
        SctList list = SctList.decode(noise);
        assertThat(list.scts().size() + list.otherVersions()).isBetween(1, SctList.MAX_SCTS);
      } catch (MalformedException e) {
        assertThat(e.slug()).isEqualTo(Slug.CT_BAD_SCT);
      }
    }
  }

  private static void assertMalformed(byte[] list) {
    assertThatThrownBy(() -> SctList.decode(list))
        .asInstanceOf(type(MalformedException.class))
        .extracting(MalformedException::slug)
        .isEqualTo(Slug.CT_BAD_SCT);
  }

  private static byte[] list(byte[]... vectors) {
    return vector(Bytes.concat(vectors));
  }

  private static byte[] vector(byte[] bytes) {
    return Bytes.concat(new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
