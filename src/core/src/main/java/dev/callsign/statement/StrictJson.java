package dev.callsign.statement;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One JSON object of a signed document, read strictly: UTF-8, no duplicate members, nothing after
 * it, no number outside the integers that every JSON reader agrees on (RFC 7493).
 */
final class StrictJson {

  /** The greatest integer that a double holds exactly (RFC 7493 §2.2). */
  static final long MAX_INTEGER = (1L << 53) - 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode object;
  private final Slug slug;
  private final String what;

  private StrictJson(ObjectNode object, Slug slug, String what) {
    this.object = object;
    this.slug = slug;
    this.what = what;
  }

  /**
   * Parses UTF-8 text as one JSON object.
   *
   * @param slug the slug of every error in this object
   * @param what how errors name the object
   */
  static StrictJson parse(byte[] utf8, Slug slug, String what) throws MalformedException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return new StrictJson(object, slug, what);
      }
      throw new MalformedException(slug, "the " + what + " is not a JSON object");
    } catch (CharacterCodingException e) {
      throw new MalformedException(slug, "the " + what + " is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new MalformedException(slug, "the " + what + " is not JSON with distinct members");
    }
  }

  /** The object in {@code node}, or an error that names it {@code what}. */
  static StrictJson of(JsonNode node, Slug slug, String what) throws MalformedException {
    if (node instanceof ObjectNode object) {
      return new StrictJson(object, slug, what);
    }
    throw new MalformedException(slug, "the " + what + " is not a JSON object");
  }

  /** The members, for whoever refuses unknown ones. */
  Iterable<String> members() {
    return object::fieldNames;
  }

  boolean has(String member) {
    return object.has(member);
  }

  String text(String member) throws MalformedException {
    return optionalText(member)
        .orElseThrow(() -> malformed("the member '" + member + "' is missing"));
  }

  Optional<String> optionalText(String member) throws MalformedException {
    JsonNode value = object.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw malformed("the member '" + member + "' is not a string");
    }
    return Optional.of(value.textValue());
  }

  /** An integer from {@code min} to {@code max}, both inclusive. */
  long integer(String member, long min, long max) throws MalformedException {
    JsonNode value = object.get(member);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed("the member '" + member + "' is not an integer");
    }
    if (value.longValue() < min || value.longValue() > max) {
      throw malformed("the member '" + member + "' is not from " + min + " to " + max);
    }
    return value.longValue();
  }

  /** An array of {@code min} to {@code max} elements, both inclusive. */
  Iterable<JsonNode> array(String member, int min, int max) throws MalformedException {
    JsonNode value = object.get(member);
    if (value == null || !value.isArray() || value.size() < min || value.size() > max) {
      throw malformed(
          "the member '" + member + "' is not an array of " + min + " to " + max + " elements");
    }
    return value;
  }

  MalformedException malformed(String detail) {
    return new MalformedException(slug, "in the " + what + ": " + detail);
  }
}
