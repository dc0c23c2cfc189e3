package dev.callsign.prekey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of Project Wycheproof (docs/vectors/README.md), and the arithmetic that maps them.
 */
final class Wycheproof {

  /** The prime of Curve25519 (RFC 7748 §4.1). */
  static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private static final int GZIP_MAGIC = 0x1f;

  private Wycheproof() {}

  /**
   * Every case of {@code <algorithm>_test.json}, each with the public key of its group, if it has
   * one, as {@code pk}. The property {@code wycheproof.<algorithm>} names another file, plain or
   * gzipped, seen from where Maven was started.
   */
  static List<JsonNode> cases(String algorithm) {
    @Nullable String file = System.getProperty("wycheproof." + algorithm);
    String resource = "/wycheproof/" + algorithm + "_test.json.gz";
    try (InputStream bytes =
        file == null
            ? Objects.requireNonNull(Wycheproof.class.getResourceAsStream(resource))
            : Files.newInputStream(
                Path.of(System.getProperty("invocation.directory", "")).resolve(file))) {
      return parse(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> parse(InputStream bytes) throws IOException {
    InputStream buffered = new BufferedInputStream(bytes);
    buffered.mark(1);
    boolean zipped = buffered.read() == GZIP_MAGIC;
    buffered.reset();
    JsonNode json = new JsonMapper().readTree(zipped ? new GZIPInputStream(buffered) : buffered);
    List<JsonNode> cases = new ArrayList<>();
    for (JsonNode group : json.required("testGroups")) {
      JsonNode key = group.path(group.has("publicKey") ? "publicKey" : "key").path("pk");
      for (JsonNode one : group.required("tests")) {
        cases.add(((ObjectNode) one).set("pk", key));
      }
    }
    if (cases.size() != json.required("numberOfTests").asInt()) {
      throw new IOException("the file does not have the number of cases that it says");
    }
    return cases;
  }

  static byte[] bytes(JsonNode one, String field) {
    return HexFormat.of().parseHex(one.required(field).asText());
  }

  static BigInteger fromLittleEndian(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  /** The bytes of an identity key with this u, 32 bytes little endian. */
  static byte[] identityKey(byte[] u) {
    byte[] encoded = new byte[IdentityKey.LENGTH_BYTES];
    encoded[0] = IdentityKey.TYPE_DJB;
    System.arraycopy(u, 0, encoded, 1, u.length);
    return encoded;
  }

  /** {@code value} in 32 bytes, little endian. */
  static byte[] toLittleEndian(BigInteger value) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = value.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }
}
