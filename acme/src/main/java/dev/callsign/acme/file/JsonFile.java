package dev.callsign.acme.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object in a file, or one inside it, read strictly: distinct members, nothing after it.
 * Every error is a {@link CommandFailure} {@code BAD_INPUT} that names the file.
 */
public final class JsonFile {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path path;
  private final ObjectNode object;

  private JsonFile(Path path, ObjectNode object) {
    this.path = path;
    this.object = object;
  }

  /** Reads the object in a file; errors also as {@link InputFile#read}. */
  public static JsonFile read(Path path) throws CommandFailure {
    return of(path, InputFile.read(path));
  }

  /** The object in {@code bytes}, which are the content of a file, decrypted perhaps. */
  public static JsonFile of(Path path, byte[] bytes) throws CommandFailure {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return new JsonFile(path, object);
      }
    } catch (IOException e) {
      // said below
    }
    throw bad(path, "it is not a JSON object with distinct members");
  }

  /** Writes an object in place of what the file held; errors as {@link DurableFile#replace}. */
  public static void write(Path path, ObjectNode object) throws CommandFailure {
    String text = object.toPrettyString() + "\n";
    DurableFile.replace(path, text.getBytes(StandardCharsets.UTF_8), DurableFile.PUBLIC);
  }

  /** A string. */
  public String text(String member) throws CommandFailure {
    return optionalText(member).orElseThrow(() -> bad("'" + member + "' is missing"));
  }

  /** A string that may be absent. */
  public Optional<String> optionalText(String member) throws CommandFailure {
    JsonNode value = object.get(member);
    if (value != null && !value.isTextual()) {
      throw bad("'" + member + "' is not a string");
    }
    return Optional.ofNullable(value).map(JsonNode::textValue);
  }

  /** An integer from {@code min} to {@code max}, both inclusive. */
  public long integer(String member, long min, long max) throws CommandFailure {
    JsonNode value = object.get(member);
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw bad("'" + member + "' is not an integer from " + min + " to " + max);
    }
    return value.longValue();
  }

  /** Whether the member is there, whatever its value. */
  public boolean has(String member) {
    return object.has(member);
  }

  /** True or false. */
  public boolean flag(String member) throws CommandFailure {
    JsonNode value = object.get(member);
    if (value == null || !value.isBoolean()) {
      throw bad("'" + member + "' is not true or false");
    }
    return value.booleanValue();
  }

  /** An object that may be absent. */
  public Optional<JsonFile> optionalObject(String member) throws CommandFailure {
    JsonNode value = object.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ObjectNode inner) {
      return Optional.of(new JsonFile(path, inner));
    }
    throw bad("'" + member + "' is not an object");
  }

  /** An array of at most {@code size} integers from {@code min} to {@code max}. */
  public List<Long> integers(String member, int size, long min, long max) throws CommandFailure {
    JsonNode array = object.get(member);
    if (array == null || !array.isArray() || array.size() > size) {
      throw bad("'" + member + "' is not an array of at most " + size + " elements");
    }
    List<Long> integers = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isIntegralNumber()
          || !element.canConvertToLong()
          || element.longValue() < min
          || element.longValue() > max) {
        throw bad("an element of '" + member + "' is not an integer from " + min + " to " + max);
      }
      integers.add(element.longValue());
    }
    return integers;
  }

  /** Bytes in base64url without padding. */
  public byte[] bytes(String member) throws CommandFailure {
    try {
      return Base64.getUrlDecoder().decode(text(member));
    } catch (IllegalArgumentException e) {
      throw bad("'" + member + "' is not base64url");
    }
  }

  /** An array of at most {@code max} objects. */
  public List<JsonFile> objects(String member, int max) throws CommandFailure {
    JsonNode array = object.get(member);
    if (array == null || !array.isArray() || array.size() > max) {
      throw bad("'" + member + "' is not an array of at most " + max + " elements");
    }
    List<JsonFile> objects = new ArrayList<>();
    for (JsonNode element : array) {
      if (!(element instanceof ObjectNode entry)) {
        throw bad("an element of '" + member + "' is not an object");
      }
      objects.add(new JsonFile(path, entry));
    }
    return objects;
  }

  /** Refuses members that are not among {@code known}: they would be lost on the next writing. */
  public void requireOnly(Set<String> known) throws CommandFailure {
    for (String member : (Iterable<String>) object::fieldNames) {
      if (!known.contains(member)) {
        throw bad("the member '" + member + "' is not known");
      }
    }
  }

  /** A failure {@code BAD_INPUT} that names the file. */
  public CommandFailure bad(String why) {
    return bad(path, why);
  }

  private static CommandFailure bad(Path path, String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, path + " cannot be used: " + why);
  }
}
