package dev.callsign.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a finding makes of texts that strangers wrote. */
class FindingTest {

  private static final String LONGEST = "x".repeat(Finding.MAX_CHARS);

  @Test
  void keepsATextOfTheGreatestLength() {
    assertThat(Finding.skip(Step.CHAIN, LONGEST).seen()).isEqualTo(LONGEST);
  }

  @Test
  void cutsALongerTextAndShowsThatItDid() {
    Finding finding = Finding.fail(Slug.CHAIN_UNTRUSTED, LONGEST + "y", LONGEST + "yy");

    assertThat(finding.expected()).isEqualTo("x".repeat(Finding.MAX_CHARS - 1) + "…");
    assertThat(finding.seen()).isEqualTo(finding.expected());
  }

  @Test
  void neverCutsACharacterInTwo() {
    String text = "x".repeat(Finding.MAX_CHARS - 2) + "😀😀";

    assertThat(Finding.skip(Step.CHAIN, text).seen())
        .isEqualTo("x".repeat(Finding.MAX_CHARS - 2) + "…");
  }
}
