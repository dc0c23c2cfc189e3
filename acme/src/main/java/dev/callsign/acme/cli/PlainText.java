package dev.callsign.acme.cli;

/** Text from outside, made safe for a terminal. */
public final class PlainText {

  /** Longer text from outside is cut: nobody reads more of one line. */
  static final int MAX_CHARS = 1000;

  private PlainText() {}

  /**
   * One line without control, format (bidi overrides) or line separator characters, each of which
   * becomes one space.
   */
  public static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .map(character -> isHarmless(character) ? character : ' ')
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
