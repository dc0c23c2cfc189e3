package dev.callsign.renewal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads documents of an ACME server: one JSON object in UTF-8 without duplicate members and with
 * nothing after it. Members that nobody here knows are passed over (RFC 8555 §7.1, RFC 9773 §4.2).
 */
final class AcmeJson {

  /** Characters of the longest address that is looked at; those of real servers have about 60. */
  static final int MAX_URL_CHARACTERS = 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AcmeJson() {}

  /** The object; empty when these bytes are none. */
  static Optional<JsonNode> object(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return MAPPER.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (CharacterCodingException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The string in {@code value}; empty when it is something else or absent. */
  static Optional<String> text(JsonNode value) {
    return Optional.ofNullable(value.textValue());
  }

  /**
   * The URL in {@code value}: absolute, of one of {@code schemes}, printable ASCII, with a host and
   * without a user; empty when it is something else or absent.
   */
  static Optional<URI> url(JsonNode value, Set<String> schemes) {
    return text(value)
        .filter(text -> text.length() <= MAX_URL_CHARACTERS)
        .filter(text -> text.chars().allMatch(c -> c > ' ' && c <= '~'))
        .flatMap(AcmeJson::parse)
        .filter(uri -> uri.getScheme() != null)
        .filter(uri -> schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT)))
        .filter(uri -> uri.getHost() != null && uri.getRawUserInfo() == null);
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
