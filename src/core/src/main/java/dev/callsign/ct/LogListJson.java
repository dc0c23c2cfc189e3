package dev.callsign.ct;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.callsign.x509.Fingerprint;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON of a {@link LogList}. Every error is an IllegalArgumentException for its author. */
final class LogListJson {

  private static final int VERSION = 1;
  private static final int LOG_ID_BYTES = 32;

  /** The shortest RSA key of a log, and the only field size of a curve (RFC 6962 §2.1.4). */
  private static final int MIN_RSA_BITS = 2048;

  private static final int CURVE_BITS = 256;

  private static final Set<String> LIST_MEMBERS =
      Set.of("version", "compiled", "note", "denied", "logs");

  private static final Set<String> LOG_MEMBERS =
      Set.of(
          "operator",
          "description",
          "kind",
          "log_id",
          "key",
          "mmd_seconds",
          "url",
          "submission_url",
          "expires_between",
          "state");

  private static final Set<String> INTERVAL_MEMBERS = Set.of("start_inclusive", "end_exclusive");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private LogListJson() {}

  static LogList parse(String json) {
    JsonNode list = tree(json);
    onlyMembers(list, LIST_MEMBERS, "the log list");
    if (!list.path("version").isInt() || list.path("version").intValue() != VERSION) {
      throw malformed("the log list", "'version' is not " + VERSION);
    }
    Set<String> denied = new HashSet<>();
    for (JsonNode id : array(list, "denied")) {
      denied.add(logId(id.isTextual() ? id.textValue() : "", "'denied'"));
    }
    Map<String, CtLog> logs = new HashMap<>();
    for (JsonNode entry : array(list, "logs")) {
      CtLog log = log(entry);
      if (logs.put(log.id(), log) != null) {
        throw malformed("the log " + log.description(), "it is there twice");
      }
    }
    if (logs.isEmpty()) {
      throw malformed("the log list", "it has no log");
    }
    return new LogList(logs, denied);
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the log list is not JSON with distinct members: " + e.getOriginalMessage(), e);
    }
  }

  private static CtLog log(JsonNode entry) {
    String description = text(entry, "description", "a log");
    String where = "the log " + description;
    onlyMembers(entry, LOG_MEMBERS, where);
    byte[] key = base64(text(entry, "key", where), where + ", 'key'");
    String id = logId(text(entry, "log_id", where), where + ", 'log_id'");
    if (!Arrays.equals(base64(id, where), HexFormat.of().parseHex(Fingerprint.sha256Hex(key)))) {
      throw malformed(where, "'log_id' is not the SHA-256 of 'key'");
    }
    JsonNode interval = entry.get("expires_between");
    if (interval != null) {
      onlyMembers(interval, INTERVAL_MEMBERS, where + ", 'expires_between'");
    }
    return new CtLog(
        text(entry, "operator", where),
        description,
        kind(text(entry, "kind", where), where),
        id,
        publicKey(key, where),
        instant(interval, "start_inclusive", where),
        instant(interval, "end_exclusive", where));
  }

  private static CtLog.Kind kind(String text, String where) {
    return switch (text) {
      case "rfc6962" -> CtLog.Kind.RFC6962;
      case "static-ct" -> CtLog.Kind.STATIC_CT;
      default -> throw malformed(where, "'kind' is neither rfc6962 nor static-ct");
    };
  }

  private static PublicKey publicKey(byte[] der, String where) {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try {
        PublicKey key =
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
        if (isForLogs(key) && Arrays.equals(key.getEncoded(), der)) {
          return key;
        }
      } catch (GeneralSecurityException e) {
        // of the other algorithm, or said below
      }
    }
    throw malformed(where, "'key' is neither P-256 nor RSA of at least " + MIN_RSA_BITS + " bits");
  }

  /** The JDK decodes named curves only, and of 256 bits only the one of NIST. */
  private static boolean isForLogs(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() == CURVE_BITS;
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= MIN_RSA_BITS;
      default -> false;
    };
  }

  private static @Nullable Instant instant(
      @Nullable JsonNode interval, String member, String where) {
    if (interval == null) {
      return null;
    }
    try {
      return Instant.parse(text(interval, member, where));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(where + ": '" + member + "' is not a time in UTC", e);
    }
  }

  private static String logId(String text, String where) {
    if (base64(text, where).length != LOG_ID_BYTES) {
      throw malformed(where, "a log id has " + LOG_ID_BYTES + " bytes");
    }
    return text;
  }

  /** Canonical base64 with padding: one spelling for each id. */
  private static byte[] base64(String text, String where) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below, in the same words
    }
    throw malformed(where, "not canonical base64");
  }

  private static String text(JsonNode object, String member, String where) {
    JsonNode value = object.path(member);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw malformed(where, "'" + member + "' is not a text");
    }
    return value.textValue();
  }

  private static JsonNode array(JsonNode object, String member) {
    JsonNode value = object.path(member);
    if (!value.isArray()) {
      throw malformed("the log list", "'" + member + "' is not an array");
    }
    return value;
  }

  private static void onlyMembers(JsonNode object, Set<String> known, String where) {
    if (!object.isObject()) {
      throw malformed(where, "not a JSON object");
    }
    object
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!known.contains(member)) {
                throw malformed(where, "'" + member + "' is not known");
              }
            });
  }

  private static IllegalArgumentException malformed(String where, String what) {
    return new IllegalArgumentException(where + ": " + what);
  }
}
