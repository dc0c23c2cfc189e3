package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.Prekey;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a directory says that it has of a device (docs/protocol.md §4, What a device is told). Read
 * strictly, believed in nothing.
 *
 * @param device the text of a {@code kid}, such as {@code alice.example#1}
 * @param signedPrekey null before the first upload
 * @param lastResort null when there is none
 * @param claimsLastDay how many claims were answered in the last 24 hours
 * @param advice in the order of the enum; advice that is not known here is left out
 */
public record PrekeyStatus(
    String device,
    IdentityKey identityKey,
    @Nullable Published signedPrekey,
    @Nullable Published lastResort,
    Stock oneTime,
    Stock pqOneTime,
    long claimsLastDay,
    Set<PrekeyAdvice> advice) {

  private static final Slug BAD = Slug.PREKEY_MALFORMED;
  private static final int MAX_ADVICE = 100;

  /**
   * A prekey that stays until another takes its place.
   *
   * @param createdAt when the directory stored it
   * @param isWorn {@code stale} of a signed prekey, {@code used} of a last-resort prekey
   */
  public record Published(int keyId, Instant createdAt, boolean isWorn) {}

  /**
   * One-time prekeys that are left.
   *
   * @param oldest when the directory stored the oldest of them; null when there is none
   * @param newest likewise
   */
  public record Stock(int count, @Nullable Instant oldest, @Nullable Instant newest) {}

  /** Copies the set. */
  public PrekeyStatus {
    advice = Set.copyOf(advice);
  }

  /**
   * Parses an answer; members that are not known are passed over.
   *
   * @throws MalformedException {@code prekey-malformed}: it is not as the protocol says
   */
  static PrekeyStatus parse(byte[] body) throws MalformedException {
    StrictJson json = StrictJson.parse(body, BAD, "status");
    Set<PrekeyAdvice> advice = EnumSet.noneOf(PrekeyAdvice.class);
    for (JsonNode text : json.array("advice", 0, MAX_ADVICE)) {
      PrekeyAdvice.parse(text.asText()).ifPresent(advice::add);
    }
    return new PrekeyStatus(
        json.text("device"),
        IdentityKey.decode(json.base64("identity_key")),
        published(json, "signed_prekey", "stale"),
        published(json, "pq_last_resort_prekey", "used"),
        stock(json, "one_time_prekeys"),
        stock(json, "pq_one_time_prekeys"),
        json.integer("claims_last_day", 0, StrictJson.MAX_INTEGER),
        advice);
  }

  /** As the protocol spells it, with what was understood. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("device", device);
    put(json, "signed_prekey", "stale", signedPrekey);
    put(json, "pq_last_resort_prekey", "used", lastResort);
    put(json, "one_time_prekeys", oneTime);
    put(json, "pq_one_time_prekeys", pqOneTime);
    json.put("claims_last_day", claimsLastDay);
    var array = json.putArray("advice");
    advice.stream().sorted().forEach(each -> array.add(each.text()));
    return json;
  }

  private static @Nullable Published published(StrictJson json, String member, String worn)
      throws MalformedException {
    Optional<StrictJson> found = json.optionalObject(member, member);
    if (found.isEmpty()) {
      return null;
    }
    StrictJson key = found.get();
    Instant createdAt = time(key, "created_at").orElseThrow(() -> missing(key, "created_at"));
    return new Published(
        (int) key.integer("key_id", 0, Prekey.MAX_KEY_ID), createdAt, key.flag(worn));
  }

  private static Stock stock(StrictJson json, String member) throws MalformedException {
    Optional<StrictJson> found = json.optionalObject(member, member);
    if (found.isEmpty()) {
      return new Stock(0, null, null);
    }
    StrictJson stock = found.get();
    return new Stock(
        (int) stock.integer("count", 0, Integer.MAX_VALUE),
        time(stock, "oldest").orElse(null),
        time(stock, "newest").orElse(null));
  }

  private static Optional<Instant> time(StrictJson json, String member) throws MalformedException {
    Optional<String> text = json.optionalText(member);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw json.malformed("the member '" + member + "' is not a time in UTC");
    }
  }

  private static MalformedException missing(StrictJson json, String member) {
    return json.malformed("the member '" + member + "' is missing");
  }

  private static void put(
      ObjectNode json, String member, String worn, @Nullable Published published) {
    if (published != null) {
      json.putObject(member)
          .put("key_id", published.keyId())
          .put("created_at", published.createdAt().toString())
          .put(worn, published.isWorn());
    }
  }

  private static void put(ObjectNode json, String member, Stock stock) {
    ObjectNode object = json.putObject(member).put("count", stock.count());
    if (stock.oldest() != null) {
      object.put("oldest", stock.oldest().toString());
    }
    if (stock.newest() != null) {
      object.put("newest", stock.newest().toString());
    }
  }
}
