package dev.callsign.x509;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.report.MalformedException;
import dev.callsign.revocation.GivenLists;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * One case of x509-limbo (its schema, version 1).
 *
 * @param succeeds whether a verifier shall accept the leaf
 * @param purpose what the leaf is to be used for
 * @param names who the peer says it is; empty when the case does not ask
 * @param leaf empty when it does not parse
 * @param trusted those anchors that parse
 * @param untrusted those other certificates that parse
 * @param maxIntermediates not counting self-issued ones
 */
record LimboCase(
    String id,
    boolean succeeds,
    boolean forClients,
    KeyPurposeId purpose,
    Instant at,
    List<PeerName> names,
    Optional<X509Certificate> leaf,
    List<X509Certificate> trusted,
    List<X509Certificate> untrusted,
    Optional<Integer> maxIntermediates,
    GivenLists lists) {

  /** Who a peer says it is: DNS, IP or RFC822. */
  record PeerName(String kind, String value) {}

  /** The system property that names another file of the same schema. */
  static final String FILE_PROPERTY = "limbo.file";

  private static final int GZIP_MAGIC = 0x1f;

  /** Whether the cases are those of the test resources. */
  static boolean isDefaultFile() {
    return System.getProperty(FILE_PROPERTY) == null;
  }

  /**
   * The cases of the file that {@value #FILE_PROPERTY} names, seen from where Maven was started;
   * without it, those in the test resources.
   */
  static List<LimboCase> all() {
    @Nullable String file = System.getProperty(FILE_PROPERTY);
    try (InputStream bytes =
        file == null
            ? Objects.requireNonNull(LimboCase.class.getResourceAsStream("/limbo-dev.json.gz"))
            : Files.newInputStream(
                Path.of(System.getProperty("invocation.directory", "")).resolve(file))) {
      return parse(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads JSON, with or without gzip; a file without cases is refused. */
  static List<LimboCase> parse(InputStream bytes) throws IOException {
    InputStream buffered = new BufferedInputStream(bytes);
    buffered.mark(1);
    boolean zipped = buffered.read() == GZIP_MAGIC;
    buffered.reset();
    List<LimboCase> cases = new ArrayList<>();
    JsonNode json = new JsonMapper().readTree(zipped ? new GZIPInputStream(buffered) : buffered);
    for (JsonNode entry : json.path("testcases")) {
      cases.add(parse(entry));
    }
    if (cases.isEmpty()) {
      throw new IOException("the file of cases has no cases");
    }
    return cases;
  }

  private static LimboCase parse(JsonNode entry) throws IOException {
    String kind = entry.required("validation_kind").asText();
    String result = entry.required("expected_result").asText();
    if (!List.of("SUCCESS", "FAILURE").contains(result)) {
      throw new IOException("a case expects " + result);
    }
    List<X509Certificate> leaf = certificates(List.of(entry.required("peer_certificate").asText()));
    JsonNode depth = entry.path("max_chain_depth");
    return new LimboCase(
        entry.required("id").asText(),
        result.equals("SUCCESS"),
        kind.equals("CLIENT"),
        purpose(kind.equals("CLIENT"), texts(entry.path("extended_key_usage"))),
        instant(entry.path("validation_time")),
        names(entry),
        leaf.stream().findFirst(),
        certificates(texts(entry.required("trusted_certs"))),
        certificates(texts(entry.path("untrusted_intermediates"))),
        depth.isNumber() ? Optional.of(depth.asInt()) : Optional.empty(),
        GivenLists.parse(texts(entry.path("crls"))));
  }

  private static KeyPurposeId purpose(boolean forClients, List<String> purposes) {
    if (!forClients) {
      return KeyPurposeId.id_kp_serverAuth;
    }
    return purposes.contains("emailProtection")
        ? KeyPurposeId.id_kp_emailProtection
        : KeyPurposeId.id_kp_clientAuth;
  }

  private static Instant instant(JsonNode time) {
    return time.isTextual() ? OffsetDateTime.parse(time.asText()).toInstant() : Instant.now();
  }

  private static List<PeerName> names(JsonNode entry) {
    List<PeerName> names = new ArrayList<>();
    JsonNode one = entry.path("expected_peer_name");
    if (one.isObject()) {
      names.add(name(one));
    }
    entry.path("expected_peer_names").forEach(more -> names.add(name(more)));
    return List.copyOf(names);
  }

  /** Some suites say DNS of addresses, too. */
  private static PeerName name(JsonNode entry) {
    String value = entry.required("value").asText();
    boolean address = value.matches("[0-9]+(\\.[0-9]+){3}") || value.contains(":");
    return new PeerName(address ? "IP" : entry.required("kind").asText(), value);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  /** What does not parse is left out: it is no certificate, and nobody can lean on it. */
  private static List<X509Certificate> certificates(List<String> pem) {
    return pem.stream().flatMap(LimboCase::certificates).toList();
  }

  private static Stream<X509Certificate> certificates(String pem) {
    try {
      return CertificateChain.parsePem(pem).certificates().stream();
    } catch (MalformedException e) {
      return Stream.empty();
    }
  }

  /** The name of the test. */
  @Override
  public String toString() {
    return id;
  }
}
