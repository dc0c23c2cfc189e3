package dev.callsign.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files under docs/, which tests compare the code with. */
public final class Docs {

  private Docs() {}

  /** The text of a file, for example {@code verification.md}. */
  public static String text(String file) {
    try {
      // Surefire says where the module is; an IDE starts in it.
      return Files.readString(Path.of(System.getProperty("basedir", ""), "../../docs", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JSON file below docs/vectors. */
  public static JsonNode vectors(String file) {
    return parse(text("vectors/" + file));
  }

  /** JSON of ours. */
  public static JsonNode parse(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
