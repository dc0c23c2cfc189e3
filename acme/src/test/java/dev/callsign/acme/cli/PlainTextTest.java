package dev.callsign.acme.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

  @Test
  void takesTheSequencesAwayThatATerminalObeys() {
    assertThat(PlainText.line("a\u001b[2Jb\u0007\u009b1mc")).isEqualTo("a [2Jb  1mc");
  }

  @Test
  void staysOnOneLineAndInOneDirection() {
    assertThat(PlainText.line("a\r\nb\u2028c\u202ed")).isEqualTo("a  b c d");
  }

  @Test
  void leavesLettersOfEveryScriptAlone() {
    assertThat(PlainText.line("bücher 書 📱")).isEqualTo("bücher 書 📱");
  }

  @Test
  void cutsWhatNobodyReads() {
    assertThat(PlainText.line("x".repeat(5000))).hasSize(PlainText.MAX_CHARS);
  }
}
