package dev.callsign.ct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.report.MalformedException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements of DER, down to the last octet of their lengths. */
class DerTest {

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536})
  void areReadAsTheyAreWritten(int length) throws MalformedException {
    byte[] value = new byte[length];

    byte[] encoded = Der.encode(Der.OCTET_STRING, List.of(value));

    assertThat(Der.decode(encoded).value(Der.OCTET_STRING)).isEqualTo(value);
    assertThat(Der.decode(encoded).encoded()).isEqualTo(encoded);
  }

  @Test
  void haveLengthsInTheFormsOfTheStandard() {
    assertThat(header(0x7f)).isEqualTo("047f");
    assertThat(header(0x80)).isEqualTo("048180");
    assertThat(header(0x1234)).isEqualTo("04821234");
    assertThat(header(0x12345)).isEqualTo("0483012345");
  }

  /** X.690 §8.1.3, §10.1: not definite, not shortest, cut off, too long, followed by more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "0401",
        "048100",
        "04817f",
        "0482",
        "048200",
        "04820080",
        "0480",
        "04800000",
        "0484000000010000",
        "0401000000",
        "3003040200"
      })
  void areRefusedInAnyOtherForm(String der) {
    assertThatThrownBy(() -> Der.decode(HexFormat.of().parseHex(der)).children(Der.SEQUENCE))
        .isInstanceOf(MalformedException.class);
  }

  private static String header(int length) {
    byte[] encoded = Der.encode(Der.OCTET_STRING, List.of(new byte[length]));
    return HexFormat.of().formatHex(encoded, 0, encoded.length - length);
  }
}
