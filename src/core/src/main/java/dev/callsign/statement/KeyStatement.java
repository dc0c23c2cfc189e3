package dev.callsign.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a key statement (docs/protocol.md §3): these devices speak for this callsign.
 *
 * @param subject the callsign
 * @param seq rises by at least 1 with every new statement of the callsign; 1 or more
 * @param prev base64url SHA-256 of the previous compact JWS; null only in the first
 * @param issuedAt whole seconds
 * @param expiresAt whole seconds, after {@code issuedAt}; the first instant at which it is expired
 * @param devices 1 to {@value #MAX_DEVICES}, with distinct ids and identity keys
 * @param next base64url SHA-256 of the SPKI of the next domain key; null when not announced
 * @param mailbox where first contact goes, at most {@value #MAX_MAILBOXES}
 */
public record KeyStatement(
    Callsign subject,
    long seq,
    @Nullable String prev,
    Instant issuedAt,
    Instant expiresAt,
    List<Device> devices,
    @Nullable String next,
    List<URI> mailbox) {

  /** The version of the payload this code reads and writes. */
  public static final int VERSION = 1;

  /** Devices of one callsign at a time. */
  public static final int MAX_DEVICES = 6;

  /** Mailboxes of one callsign. */
  public static final int MAX_MAILBOXES = 4;

  private static final int SHA256_LENGTH_BYTES = 32;
  private static final Slug MALFORMED = Slug.STATEMENT_MALFORMED;

  /** Copies the lists. */
  public KeyStatement {
    devices = List.copyOf(devices);
    mailbox = List.copyOf(mailbox);
  }

  /**
   * Parses a payload. Unknown members are ignored; they stay covered by the signature.
   *
   * @throws MalformedException {@code statement-malformed}, {@code statement-subject} when {@code
   *     iss} and {@code sub} do not agree, {@code statement-device-key} or {@code statement-proof}
   */
  static KeyStatement parse(byte[] payload) throws MalformedException {
    StrictJson json = StrictJson.parse(payload, MALFORMED, "payload");
    json.integer("ver", VERSION, VERSION);
    long issuedAt = json.integer("iat", 0, StrictJson.MAX_INTEGER);
    long expiresAt = json.integer("exp", 0, StrictJson.MAX_INTEGER);
    if (expiresAt <= issuedAt) {
      throw json.malformed("'exp' is not after 'iat'");
    }
    return new KeyStatement(
        subject(json),
        json.integer("seq", 1, StrictJson.MAX_INTEGER),
        hash(json, "prev").orElse(null),
        Instant.ofEpochSecond(issuedAt),
        Instant.ofEpochSecond(expiresAt),
        devices(json),
        hash(json, "next").orElse(null),
        mailbox(json));
  }

  /** The payload as JSON, in the order of the specification. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("iss", issuer(subject)).put("sub", subject.aLabel());
    json.put("ver", VERSION).put("seq", seq);
    if (prev != null) {
      json.put("prev", prev);
    }
    json.put("iat", issuedAt.getEpochSecond()).put("exp", expiresAt.getEpochSecond());
    ArrayNode list = json.putArray("devices");
    for (Device device : devices) {
      ObjectNode entry = list.addObject();
      entry.put("id", device.id()).put("registration_id", device.registrationId());
      if (device.name() != null) {
        entry.put("name", device.name());
      }
      entry
          .put("proof", device.proof().toBase64Url())
          .put("identity_key", device.identityKey().toBase64Url())
          .put("added_at", device.addedAt().getEpochSecond());
    }
    if (next != null) {
      json.put("next", next);
    }
    if (!mailbox.isEmpty()) {
      ArrayNode uris = json.putArray("mailbox");
      mailbox.forEach(uri -> uris.add(uri.toString()));
    }
    return json;
  }

  private static String issuer(Callsign callsign) {
    return "https://" + callsign.aLabel();
  }

  private static Callsign subject(StrictJson json) throws MalformedException {
    String sub = json.text("sub");
    String iss = json.text("iss");
    try {
      // Whether test names are callsigns here is decided where the name comes in, not again here.
      Callsign subject = Callsign.parse(sub, NamePolicy.WITH_TEST_NAMES);
      if (subject.aLabel().equals(sub) && issuer(subject).equals(iss)) {
        return subject;
      }
    } catch (MalformedException e) {
      // said below: the name is wrong in its place
    }
    throw new MalformedException(
        Slug.STATEMENT_SUBJECT, "'sub' is a callsign in A-labels and 'iss' is https:// and 'sub'");
  }

  private static Optional<String> hash(StrictJson json, String member) throws MalformedException {
    Optional<String> text = json.optionalText(member);
    if (text.isPresent()) {
      Base64Url.decode(text.get(), SHA256_LENGTH_BYTES, MALFORMED, "'" + member + "'");
    }
    return text;
  }

  private static List<Device> devices(StrictJson json) throws MalformedException {
    List<Device> devices = new ArrayList<>();
    Set<Object> taken = new HashSet<>();
    for (JsonNode element : json.array("devices", 1, MAX_DEVICES)) {
      Device device = Device.parse(StrictJson.of(element, MALFORMED, "device"));
      if (!taken.add(device.id())) {
        throw json.malformed("two devices have the id " + device.id());
      }
      if (!taken.add(device.identityKey())) {
        throw new MalformedException(
            Slug.STATEMENT_DEVICE_KEY, "two devices have the same identity key");
      }
      devices.add(device);
    }
    return devices;
  }

  private static List<URI> mailbox(StrictJson json) throws MalformedException {
    List<URI> mailbox = new ArrayList<>();
    if (!json.has("mailbox")) {
      return mailbox;
    }
    for (JsonNode element : json.array("mailbox", 0, MAX_MAILBOXES)) {
      if (!element.isTextual() || !element.textValue().startsWith("wss://")) {
        throw json.malformed("a mailbox is a wss:// URI");
      }
      try {
        URI uri = URI.create(element.textValue());
        if (uri.getHost() == null) {
          throw json.malformed("a mailbox has a host");
        }
        mailbox.add(uri);
      } catch (IllegalArgumentException e) {
        throw json.malformed("a mailbox is not a URI");
      }
    }
    return mailbox;
  }
}
