package dev.callsign.statement;

import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.prekey.ProofOfPossession;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One installation of a messaging client, as a statement lists it.
 *
 * @param id {@value #MIN_ID} to {@value #MAX_ID}, never reused by its callsign
 * @param registrationId {@value #MIN_REGISTRATION_ID} to {@value #MAX_REGISTRATION_ID}, chosen at
 *     random at each installation
 * @param name for people, at most {@value #MAX_NAME_CHARS} characters, no control characters; null
 *     when absent
 * @param identityKey the key that signs this device's prekeys
 * @param proof the identity key's signature over {@link ProofOfPossession#message}; not yet
 *     verified
 * @param addedAt when the owner added the device, whole seconds
 */
public record Device(
    int id,
    int registrationId,
    @Nullable String name,
    IdentityKey identityKey,
    IdentitySignature proof,
    Instant addedAt) {

  /** The lowest device id: libsignal refuses 0. */
  public static final int MIN_ID = 1;

  /** The highest device id that libsignal accepts. */
  public static final int MAX_ID = 127;

  /** The lowest registration id. */
  public static final int MIN_REGISTRATION_ID = 1;

  /** The highest registration id: 14 bits in libsignal. */
  public static final int MAX_REGISTRATION_ID = 16383;

  /** Characters (UTF-16 units) of the longest device name. */
  public static final int MAX_NAME_CHARS = 64;

  private static final int KEY = IdentityKey.LENGTH_BYTES;
  private static final int SIGNATURE = IdentitySignature.LENGTH_BYTES;

  /** A device whose key can sign here: makes its proof of possession for {@code callsign}. */
  public static Device of(
      Callsign callsign,
      int id,
      int registrationId,
      @Nullable String name,
      IdentitySigner signer,
      Instant addedAt) {
    IdentitySignature proof =
        signer.sign(
            ProofOfPossession.message(callsign.aLabel(), id, registrationId, signer.identityKey()));
    return new Device(id, registrationId, name, signer.identityKey(), proof, addedAt);
  }

  /** Whether the device's own key signed that it stands under {@code callsign}. */
  public boolean provesPossession(Callsign callsign) {
    return identityKey.verifies(
        ProofOfPossession.message(callsign.aLabel(), id, registrationId, identityKey), proof);
  }

  static Device parse(StrictJson json) throws MalformedException {
    String name = json.optionalText("name").orElse(null);
    if (name != null && name.length() > MAX_NAME_CHARS) {
      throw json.malformed("a device name has at most " + MAX_NAME_CHARS + " characters");
    }
    if (name != null && !isText(name)) {
      throw json.malformed("a device name has no control characters");
    }
    byte[] key =
        Base64Url.decode(
            json.text("identity_key"), KEY, Slug.STATEMENT_DEVICE_KEY, "an identity key");
    byte[] proof = Base64Url.decode(json.text("proof"), SIGNATURE, Slug.STATEMENT_PROOF, "a proof");
    return new Device(
        (int) json.integer("id", MIN_ID, MAX_ID),
        (int) json.integer("registration_id", MIN_REGISTRATION_ID, MAX_REGISTRATION_ID),
        name,
        IdentityKey.decode(key),
        IdentitySignature.decode(proof),
        Instant.ofEpochSecond(json.integer("added_at", 0, StrictJson.MAX_INTEGER)));
  }

  /**
   * Names end up in databases, terminals and pages: no NUL, no escapes, no halves of characters.
   */
  private static boolean isText(String name) {
    return name.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
