package dev.callsign.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a callsign, as its directory tells it (docs/protocol.md §8, Events).
 *
 * <p>A reader passes over members and types that he does not know. It does NOT ensure that it is
 * true: what it says of statements and keys is verified by looking the callsign up.
 *
 * @param id rises with every event of the callsign: where a reader resumes, and what he recognizes
 *     an event by that he has seen; 1 or more
 * @param type what happened, for example {@code renewed} or {@code prekeys.low}
 * @param at when it happened, in the years 1 to 9999
 * @param state the state of the callsign after it, for example {@code active}
 * @param grade of the statement that it is about
 * @param seq of the statement that it is about; 1 or more
 * @param statementSha256 of the statement that it is about, base64url
 * @param device the device that it is about
 * @param detail what happened, for a person; at most {@value #MAX_TEXT_CHARS} characters
 * @param advice what the owner could do about it, for a person; at most {@value #MAX_TEXT_CHARS}
 *     characters
 */
public record DirectoryEvent(
    long id,
    Callsign callsign,
    String type,
    Instant at,
    String state,
    @Nullable String grade,
    @Nullable Long seq,
    @Nullable String statementSha256,
    @Nullable Integer device,
    @Nullable String detail,
    @Nullable String advice) {

  /** Bytes of the largest document of an event; every event of ours is smaller. */
  public static final int MAX_BYTES = 16 * 1024;

  /** Characters (UTF-16 units) of the longest detail or advice: those of a finding. */
  public static final int MAX_TEXT_CHARS = Finding.MAX_CHARS;

  /** Characters of the longest type, state or grade; ours have about twenty. */
  public static final int MAX_WORD_CHARS = 64;

  private static final Slug BAD = Slug.BAD_EVENT;
  private static final Pattern WORDS = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*");

  /** RFC 3339 in UTC, no leap second. */
  private static final Pattern UTC =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z");

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final int SHA256_BYTES = 32;

  /** Refuses what no reader would take. */
  public DirectoryEvent {
    require(id >= 1 && id <= StrictJson.MAX_INTEGER, "an id is 1 or more");
    require(isWords(type) && isWords(state), "type and state are lower-case words");
    require(grade == null || isWords(grade), "a grade is lower-case words");
    require(!at.isBefore(FIRST) && !at.isAfter(END), "a year is from 1 to 9999");
    require(seq == null || (seq >= 1 && seq <= StrictJson.MAX_INTEGER), "seq is 1 or more");
    require(statementSha256 == null || isSha256(statementSha256), "a hash is SHA-256, base64url");
    require(
        device == null || (device >= DeviceAddress.MIN_ID && device <= DeviceAddress.MAX_ID),
        "a device id is from 1 to 127");
    require(isShort(detail) && isShort(advice), "a text has at most 1000 characters");
  }

  /**
   * Parses the document of an event.
   *
   * @param names which names are callsigns here
   * @throws MalformedException {@code bad-event}: not such a document, or more than {@value
   *     #MAX_BYTES} bytes
   */
  public static DirectoryEvent parse(byte[] utf8, NamePolicy names) throws MalformedException {
    if (utf8.length > MAX_BYTES) {
      throw new MalformedException(BAD, "an event has at most " + MAX_BYTES + " bytes");
    }
    return read(StrictJson.parse(utf8, BAD, "event"), names);
  }

  /** As {@link #parse}, from an object of which somebody else has limited the size. */
  static DirectoryEvent read(StrictJson json, NamePolicy names) throws MalformedException {
    try {
      return new DirectoryEvent(
          json.integer("id", 1, StrictJson.MAX_INTEGER),
          callsign(json, names),
          json.text("type"),
          at(json),
          json.text("state"),
          json.optionalText("grade").orElse(null),
          json.has("seq") ? json.integer("seq", 1, StrictJson.MAX_INTEGER) : null,
          json.optionalText("statement_sha256").orElse(null),
          json.has("device") ? device(json) : null,
          json.optionalText("detail").orElse(null),
          json.optionalText("advice").orElse(null));
    } catch (IllegalArgumentException e) {
      throw json.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** The document of the event, UTF-8. */
  public byte[] encode() {
    return toJson().toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The document; what there is not is left out. */
  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("callsign", callsign.aLabel())
            .put("type", type)
            .put("at", at.toString())
            .put("state", state);
    Optional.ofNullable(grade).ifPresent(value -> json.put("grade", value));
    Optional.ofNullable(seq).ifPresent(value -> json.put("seq", value));
    Optional.ofNullable(statementSha256).ifPresent(value -> json.put("statement_sha256", value));
    Optional.ofNullable(device).ifPresent(value -> json.put("device", value));
    Optional.ofNullable(detail).ifPresent(value -> json.put("detail", value));
    Optional.ofNullable(advice).ifPresent(value -> json.put("advice", value));
    return json;
  }

  private static Callsign callsign(StrictJson json, NamePolicy names) throws MalformedException {
    String text = json.text("callsign");
    try {
      Callsign callsign = Callsign.parse(text, names);
      if (callsign.aLabel().equals(text)) {
        return callsign;
      }
    } catch (MalformedException e) {
      // said below, in the same words
    }
    throw json.malformed("the member 'callsign' is not a callsign in normal form");
  }

  private static Instant at(StrictJson json) throws MalformedException {
    String text = json.text("at");
    try {
      if (UTC.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // said below, in the same words
    }
    throw json.malformed("the member 'at' is not a time in RFC 3339, UTC");
  }

  private static int device(StrictJson json) throws MalformedException {
    return Math.toIntExact(json.integer("device", DeviceAddress.MIN_ID, DeviceAddress.MAX_ID));
  }

  private static boolean isWords(String text) {
    return text.length() <= MAX_WORD_CHARS && WORDS.matcher(text).matches();
  }

  private static boolean isSha256(String text) {
    try {
      return Base64Url.decode(text, BAD, "a hash").length == SHA256_BYTES;
    } catch (MalformedException e) {
      return false;
    }
  }

  private static boolean isShort(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT_CHARS;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
