package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The input is a name in UTF-8. */
final class CallsignFuzz implements FuzzTarget {

  @Override
  public boolean accepts(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Callsign callsign;
    try {
      callsign = Callsign.parse(text, NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      assertThat(e.slug().step()).isEqualTo(Step.NAME);
      refusedWithTestNames(text, e.slug());
      return false;
    }
    isInNormalForm(callsign);
    isTheSameHoweverItIsSpelled(callsign);
    assertThat("." + callsign).endsWith("." + callsign.registrableDomain());
    assertThat(callsign.isConfusable()).isEqualTo(callsign.isConfusable());
    return true;
  }

  /** Allowing test names allows nothing else. */
  private static void refusedWithTestNames(String text, Slug slug) {
    try {
      assertThat(Callsign.parse(text, NamePolicy.WITH_TEST_NAMES).aLabel()).endsWith(".test");
      assertThat(slug).isEqualTo(Slug.RESERVED_NAME);
    } catch (MalformedException e) {
      assertThat(e.slug().step()).isEqualTo(Step.NAME);
    }
  }

  private static void isInNormalForm(Callsign callsign) {
    assertThat(callsign.aLabel())
        .hasSizeLessThanOrEqualTo(Callsign.MAX_OCTETS)
        .matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
  }

  private static void isTheSameHoweverItIsSpelled(Callsign callsign) {
    String upper = callsign.aLabel().toUpperCase(Locale.ROOT);
    for (String spelling :
        new String[] {callsign.aLabel(), callsign.uLabel(), upper, callsign.aLabel() + "."}) {
      assertThat(parsed(spelling)).as(spelling).isEqualTo(callsign);
      assertThat(parsed(spelling).uLabel()).isEqualTo(callsign.uLabel());
    }
  }

  private static Callsign parsed(String spelling) {
    try {
      return Callsign.parse(spelling, NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new AssertionError(spelling + " is another spelling of an accepted name", e);
    }
  }
}
