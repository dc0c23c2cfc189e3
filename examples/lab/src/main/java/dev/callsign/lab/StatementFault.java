package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.ProofOfPossession;
import dev.callsign.statement.Device;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * What can be wrong with a statement although its certificate is good: steps statement and
 * freshness. Each is the statement that would be next, with one thing wrong.
 */
@SuppressWarnings("ImmutableEnumChecker") // the edits capture nothing
public enum StatementFault implements Misbehaviour {
  /** A sentence instead of a JWS. */
  NOT_A_JWS(fail("statement-malformed"), draft -> draft.compact = jws -> "Nothing to see here."),
  /** The last character of the signature has bits set that mean nothing. */
  NON_CANONICAL_BASE64URL(
      fail("statement-malformed"), draft -> draft.compact = StatementFault::setUnusedBits),
  /** {@code seq} twice in the payload. */
  DUPLICATE_PAYLOAD_MEMBER(
      fail("statement-malformed"),
      draft -> draft.payloadText = json -> json.replaceFirst("\\{", "{\"seq\":1,")),
  /** {@code ver} is 2. */
  OTHER_VERSION(fail("statement-malformed"), draft -> draft.payload.put("ver", 2)),
  /** An empty list of devices. */
  NO_DEVICES(fail("statement-malformed"), draft -> draft.payload.putArray("devices")),
  /** Seven devices, all of them good. */
  SEVEN_DEVICES(fail("statement-malformed"), StatementFault::addSixDevices),

  /** {@code alg} twice in the header. */
  DUPLICATE_HEADER_MEMBER(
      fail("statement-header"),
      draft -> draft.headerText = json -> json.replaceFirst("\\{", "{\"alg\":\"ES256\",")),
  /** The header brings a key of its own. */
  JWK_IN_HEADER(
      fail("statement-header"),
      draft -> draft.header.putObject("jwk").put("kty", "EC").put("crv", "P-256")),
  /** The members that a request to an ACME server has (RFC 8555 §6.2). */
  ACME_REQUEST(
      fail("statement-header"),
      draft -> draft.header.put("nonce", "AAAA").put("url", "https://ca.test/revoke")),
  /** {@code typ} is JWT. */
  OTHER_TYPE(fail("statement-header"), draft -> draft.header.put("typ", "JWT")),
  /** {@code x5c} has the leaf only. */
  LEAF_ONLY(fail("statement-header"), draft -> draft.header.withArray("x5c").remove(1)),
  /** {@code x5t#S256} is the hash of another certificate. */
  OTHER_THUMBPRINT(
      fail("statement-header"),
      draft -> draft.header.put("x5t#S256", StatementDraft.encode(new byte[32]))),

  /** {@code alg} is none, and there is no signature. */
  ALG_NONE(
      fail("statement-algorithm"),
      draft -> {
        draft.header.put("alg", "none");
        draft.compact = jws -> jws.substring(0, jws.lastIndexOf('.') + 1);
      }),
  /** {@code alg} is for keys of another curve. */
  ALG_FOR_ANOTHER_KEY(fail("statement-algorithm"), draft -> draft.header.put("alg", "ES384")),
  /** {@code alg} is HS256, which would make the public key a secret. */
  ALG_HMAC(fail("statement-algorithm"), draft -> draft.header.put("alg", "HS256")),
  /** One bit of the signature is another. */
  BROKEN_SIGNATURE(
      fail("statement-signature"), draft -> draft.compact = StatementFault::changeSignature),
  /** The payload was changed after it was signed. */
  CHANGED_PAYLOAD(
      fail("statement-signature"), draft -> draft.compact = StatementFault::changePayload),

  /** {@code iss} and {@code sub} are another callsign. */
  OTHER_SUBJECT(
      fail("statement-subject"),
      draft -> draft.payload.put("iss", "https://" + mallory()).put("sub", mallory().aLabel())),
  /** {@code iss} is another callsign than {@code sub}. */
  OTHER_ISSUER(
      fail("statement-subject"), draft -> draft.payload.put("iss", "https://" + mallory())),

  /** A device key that is a point of small order: everybody agrees on the same secret with it. */
  SMALL_ORDER_DEVICE_KEY(
      fail("statement-device-key"),
      draft -> draft.firstDevice().put("identity_key", identityKey((byte) 0))),
  /** A device key that is not below the prime. */
  NON_CANONICAL_DEVICE_KEY(
      fail("statement-device-key"),
      draft -> draft.firstDevice().put("identity_key", identityKey((byte) 0xff))),
  /** Two devices with the same identity key. */
  SHARED_DEVICE_KEY(
      fail("statement-device-key"),
      draft -> {
        ObjectNode twin = draft.firstDevice().deepCopy().put("id", 127);
        draft.payload.withArray("devices").add(twin);
      }),
  /** The proof of possession is by another key than the device's. */
  PROOF_BY_ANOTHER_KEY(
      fail("statement-proof"),
      draft ->
          draft
              .firstDevice()
              .put(
                  "proof",
                  proof(draft, draft.host.callsign(), IdentityKeyPair.generate(draft.random)))),
  /** The proof of possession is by the device's key, but for another callsign. */
  PROOF_FOR_ANOTHER_NAME(
      fail("statement-proof"),
      draft ->
          draft
              .firstDevice()
              .put("proof", proof(draft, mallory(), draft.host.devices().getFirst().identity()))),

  /** {@code exp} was a minute ago. */
  EXPIRED(
      fail("statement-expired"),
      draft -> period(draft, Duration.ofMinutes(-30), Duration.ofMinutes(-1))),
  /** {@code exp} is after the certificate's end. */
  OUTLIVES_CERTIFICATE(
      fail("statement-expired"), draft -> period(draft, Duration.ZERO, Duration.ofDays(200))),
  /** {@code iat} is before the certificate's start. */
  OLDER_THAN_CERTIFICATE(
      fail("statement-expired"), draft -> period(draft, Duration.ofDays(-2), Duration.ofDays(1))),
  /** {@code iat} is an hour ahead. */
  FROM_THE_FUTURE(
      fail("statement-future"), draft -> period(draft, Duration.ofHours(1), Duration.ofDays(1)));

  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private static final int TOO_MANY_DEVICES = 7;

  private final Expected expected;
  private final Consumer<StatementDraft> edit;

  StatementFault(Expected expected, Consumer<StatementDraft> edit) {
    this.expected = expected;
    this.edit = edit;
  }

  @Override
  public Expected expected() {
    return expected;
  }

  /** Signs {@code draft} with this fault. */
  String forge(StatementDraft draft) {
    edit.accept(draft);
    return draft.sign();
  }

  private static Callsign mallory() {
    return Lab.callsign("mallory.callsign.test");
  }

  private static void period(StatementDraft draft, Duration issued, Duration expires) {
    Instant now = draft.statement.issuedAt();
    draft
        .payload
        .put("iat", now.plus(issued).getEpochSecond())
        .put("exp", now.plus(expires).getEpochSecond());
  }

  private static void addSixDevices(StatementDraft draft) {
    ArrayNode devices = draft.payload.withArray("devices");
    for (int id = 120; devices.size() < TOO_MANY_DEVICES; id++) {
      LabDevice more = draft.host.makeDevice(id);
      devices
          .addObject()
          .put("id", id)
          .put("registration_id", more.listed().registrationId())
          .put("proof", more.listed().proof().toBase64Url())
          .put("identity_key", more.listed().identityKey().toBase64Url())
          .put("added_at", more.listed().addedAt().getEpochSecond());
    }
  }

  /** 0x05 and 32 equal bytes. */
  private static String identityKey(byte filler) {
    byte[] encoded = new byte[IdentityKey.LENGTH_BYTES];
    Arrays.fill(encoded, filler);
    encoded[0] = IdentityKey.TYPE_DJB;
    return StatementDraft.encode(encoded);
  }

  private static String setUnusedBits(String jws) {
    int last = BASE64URL.indexOf(jws.charAt(jws.length() - 1));
    return jws.substring(0, jws.length() - 1) + BASE64URL.charAt(last | 1);
  }

  private static String changeSignature(String jws) {
    int index = jws.lastIndexOf('.') + 10;
    int value = BASE64URL.indexOf(jws.charAt(index));
    return jws.substring(0, index) + BASE64URL.charAt(value ^ 1) + jws.substring(index + 1);
  }

  /** Turns the number in the signed {@code "seq":n} into another one. */
  private static String changePayload(String jws) {
    String[] parts = jws.split("\\.", -1);
    String payload =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replaceFirst("\"seq\":", "\"seq\":9");
    return parts[0]
        + "."
        + StatementDraft.encode(payload.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[2];
  }

  /** The first device's proof of possession, but for this callsign and by this key. */
  private static String proof(StatementDraft draft, Callsign callsign, IdentityKeyPair identity) {
    Device first = draft.statement.devices().getFirst();
    return identity
        .sign(
            ProofOfPossession.message(
                callsign.aLabel(), first.id(), first.registrationId(), first.identityKey()))
        .toBase64Url();
  }
}
