package dev.callsign.x3dh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.json.StrictJson;
import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.CurveKey;
import dev.callsign.prekey.Prekey;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the initiator sends first (X3DH §3.3). It says who he claims to be; nothing in it is
 * believed before it is opened.
 *
 * @param sender whose statement the receiver looks up and verifies
 * @param ephemeralKey drawn for this message
 * @param signedPrekeyId which signed prekey of the receiver was used
 * @param oneTimePrekeyId which one-time prekey was used; null when there was none
 * @param sealed nonce and ciphertext; an array that nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record FirstMessage(
    DeviceAddress sender,
    CurveKey ephemeralKey,
    int signedPrekeyId,
    @Nullable Integer oneTimePrekeyId,
    byte[] sealed) {

  private static final String SENDER = "sender";
  private static final String EPHEMERAL_KEY = "ephemeral_key";
  private static final String SIGNED_PREKEY_ID = "signed_prekey_id";
  private static final String ONE_TIME_PREKEY_ID = "one_time_prekey_id";
  private static final String SEALED = "sealed";
  private static final Set<String> MEMBERS =
      Set.of(SENDER, EPHEMERAL_KEY, SIGNED_PREKEY_ID, ONE_TIME_PREKEY_ID, SEALED);

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws MalformedException no such message, or an ephemeral key of small order
   */
  public static FirstMessage parse(byte[] utf8, NamePolicy names) throws MalformedException {
    StrictJson json = StrictJson.parse(utf8, Slug.PREKEY_MALFORMED, "first message");
    json.requireOnly(MEMBERS);
    return new FirstMessage(
        DeviceAddress.parse(json.text(SENDER), names),
        CurveKey.decode(json.base64(EPHEMERAL_KEY)),
        (int) json.integer(SIGNED_PREKEY_ID, 0, Prekey.MAX_KEY_ID),
        json.has(ONE_TIME_PREKEY_ID)
            ? (int) json.integer(ONE_TIME_PREKEY_ID, 0, Prekey.MAX_KEY_ID)
            : null,
        json.base64(SEALED));
  }

  /** JSON in UTF-8, to be sent over whatever carries messages. */
  public byte[] encode() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(SENDER, sender.toString());
    json.put(EPHEMERAL_KEY, base64(ephemeralKey.encode()));
    json.put(SIGNED_PREKEY_ID, signedPrekeyId);
    if (oneTimePrekeyId != null) {
      json.put(ONE_TIME_PREKEY_ID, oneTimePrekeyId);
    }
    json.put(SEALED, base64(sealed));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
