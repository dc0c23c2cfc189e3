package dev.callsign.json;

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
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * One JSON object of a document that somebody else wrote, read strictly: UTF-8, no duplicate
 * members, nothing after it, no number outside the integers that every JSON reader agrees on (RFC
 * 7493). Every error is a {@link MalformedException} with the slug that the reader chose.
 */
public final class StrictJson {

  /** Characters (UTF-16 units) that errors repeat of a member nobody asked for. */
  private static final int QUOTED_CHARS = 40;

  /** The greatest integer that a double holds exactly (RFC 7493 §2.2). */
  public static final long MAX_INTEGER = (1L << 53) - 1;

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
  public static StrictJson parse(byte[] utf8, Slug slug, String what) throws MalformedException {
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
  public static StrictJson of(JsonNode node, Slug slug, String what) throws MalformedException {
    if (node instanceof ObjectNode object) {
      return new StrictJson(object, slug, what);
    }
    throw new MalformedException(slug, "the " + what + " is not a JSON object");
  }

  /** The members, for whoever refuses unknown ones. */
  public Iterable<String> members() {
    return object::fieldNames;
  }

  /** Whether the member is there, whatever its value. */
  public boolean has(String member) {
    return object.has(member);
  }

  /** A string that must be there. */
  public String text(String member) throws MalformedException {
    return optionalText(member)
        .orElseThrow(() -> malformed("the member '" + member + "' is missing"));
  }

  /** A string that may be absent. */
  public Optional<String> optionalText(String member) throws MalformedException {
    JsonNode value = object.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw malformed("the member '" + member + "' is not a string");
    }
    return Optional.of(value.textValue());
  }

  /** Refuses members that are not among {@code known}, whose writer meant something by them. */
  public void requireOnly(Set<String> known) throws MalformedException {
    for (String member : members()) {
      if (!known.contains(member)) {
        throw malformed("the member '" + quotable(member) + "' is not allowed");
      }
    }
  }

  /** A stranger's name, cut, and without what a log or a terminal would obey. */
  private static String quotable(String member) {
    String start = member.substring(0, Math.min(member.length(), QUOTED_CHARS));
    return start.replaceAll("[^\\x20-\\x7e]", "?") + (start.equals(member) ? "" : "\u2026");
  }

  /** The object in a member, named {@code name} in its errors; empty when it is absent. */
  public Optional<StrictJson> optionalObject(String member, String name) throws MalformedException {
    JsonNode value = object.get(member);
    return value == null ? Optional.empty() : Optional.of(of(value, slug, name));
  }

  /** True or false; false when it is absent. */
  public boolean flag(String member) throws MalformedException {
    JsonNode value = object.get(member);
    if (value != null && !value.isBoolean()) {
      throw malformed("the member '" + member + "' is not true or false");
    }
    return value != null && value.booleanValue();
  }

  /** Bytes in standard base64, padded or not (RFC 4648 §4). */
  public byte[] base64(String member) throws MalformedException {
    try {
      return Base64.getDecoder().decode(text(member));
    } catch (IllegalArgumentException e) {
      throw malformed("the member '" + member + "' is not base64");
    }
  }

  /** An integer from {@code min} to {@code max}, both inclusive. */
  public long integer(String member, long min, long max) throws MalformedException {
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
  public Iterable<JsonNode> array(String member, int min, int max) throws MalformedException {
    JsonNode value = object.get(member);
    if (value == null || !value.isArray() || value.size() < min || value.size() > max) {
      throw malformed(
          "the member '" + member + "' is not an array of " + min + " to " + max + " elements");
    }
    return value;
  }

  /** An error in this object. */
  public MalformedException malformed(String detail) {
    return new MalformedException(slug, "in the " + what + ": " + detail);
  }
}
