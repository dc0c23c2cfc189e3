package dev.callsign.x509;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.report.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One chain of a real host, as {@code real-chains.json} describes it.
 *
 * @param scts what the leaf carries, in the order of the leaf
 */
public record RealChain(
    String issuer,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    CertificateChain chain,
    List<RealSct> scts) {

  /**
   * An SCT as another program saw it.
   *
   * @param isStatic whether the log is a static one
   * @param leafIndex in the extensions of the SCT
   * @param result OK where the signature verified
   */
  public record RealSct(
      String log,
      String operator,
      Instant timestamp,
      boolean isStatic,
      OptionalLong leafIndex,
      String result) {}

  /** The system property that names another file of the same shape. */
  static final String FILE_PROPERTY = "chains.file";

  /**
   * The chains of the file that {@value #FILE_PROPERTY} names, seen from where Maven was started;
   * without it, those in the test resources.
   */
  public static List<RealChain> all() {
    @Nullable String file = System.getProperty(FILE_PROPERTY);
    try (InputStream json =
        file == null
            ? Objects.requireNonNull(RealChain.class.getResourceAsStream("/real-chains.json"))
            : Files.newInputStream(
                Path.of(System.getProperty("invocation.directory", "")).resolve(file))) {
      return parse(json.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads such a file; one without chains is refused, so that no run passes by testing nothing. */
  static List<RealChain> parse(byte[] json) throws IOException {
    List<RealChain> chains = new ArrayList<>();
    for (JsonNode entry : new JsonMapper().readTree(json).path("chains")) {
      chains.add(parse(entry));
    }
    if (chains.isEmpty()) {
      throw new IOException("the file of real chains has no chains");
    }
    return chains;
  }

  private static RealChain parse(JsonNode entry) throws IOException {
    StringBuilder pem = new StringBuilder(entry.required("leaf_pem").asText());
    entry.required("intermediates_pem").forEach(more -> pem.append('\n').append(more.asText()));
    List<String> names = new ArrayList<>();
    entry.required("san").forEach(name -> names.add(name.asText()));
    try {
      return new RealChain(
          entry.required("issuer").asText(),
          List.copyOf(names),
          OffsetDateTime.parse(entry.required("not_before").asText()).toInstant(),
          OffsetDateTime.parse(entry.required("not_after").asText()).toInstant(),
          CertificateChain.parsePem(pem.toString()),
          entry.path("scts").valueStream().map(RealChain::sct).toList());
    } catch (MalformedException e) {
      throw new IOException("not a chain: " + names, e);
    }
  }

  private static RealSct sct(JsonNode entry) {
    JsonNode leafIndex = entry.required("leaf_index");
    return new RealSct(
        entry.required("log").asText(),
        entry.required("operator").asText(),
        Instant.ofEpochMilli(entry.required("ts").asLong()),
        entry.required("static").asBoolean(),
        leafIndex.isNull() ? OptionalLong.empty() : OptionalLong.of(leafIndex.asLong()),
        entry.required("result").asText());
  }

  /** The instant halfway through the leaf's life. */
  public Instant midlife() {
    return notBefore.plus(Duration.between(notBefore, notAfter).dividedBy(2));
  }

  /** The name of the test. */
  @Override
  public String toString() {
    return names + " by " + issuer + " from " + notBefore;
  }
}
