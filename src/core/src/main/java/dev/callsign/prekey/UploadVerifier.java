package dev.callsign.prekey;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.json.StrictJson;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Examines an upload, key by key (docs/protocol.md §4): lengths and type bytes, points of small
 * order, the modulus of Kyber keys, signatures by the device's identity key.
 *
 * <p>A pure function of its arguments. Does NOT check ids against earlier uploads.
 */
public final class UploadVerifier {

  private static final Set<String> MEMBERS =
      Set.of(
          PrekeyUpload.SIGNED_PREKEY,
          PrekeyUpload.PQ_LAST_RESORT,
          PrekeyUpload.ONE_TIME,
          PrekeyUpload.PQ_ONE_TIME,
          PrekeyUpload.REPLACE);

  private final IdentityKey identityKey;
  private final List<PrekeyFault> faults = new ArrayList<>();
  private final Set<Map.Entry<KeyIdSpace, Integer>> ids = new HashSet<>();

  private UploadVerifier(IdentityKey identityKey) {
    this.identityKey = identityKey;
  }

  /**
   * Examines the document of an upload by the device that holds {@code identityKey}.
   *
   * @param document JSON in UTF-8
   * @return never throws for bad input
   */
  public static UploadVerdict verify(byte[] document, IdentityKey identityKey) {
    try {
      StrictJson json = StrictJson.parse(document, Slug.PREKEY_MALFORMED, "upload");
      json.requireOnly(MEMBERS);
      return new UploadVerifier(identityKey).verify(json);
    } catch (MalformedException e) {
      return new UploadVerdict.Unreadable(e.detail());
    }
  }

  private UploadVerdict verify(StrictJson json) throws MalformedException {
    SignedPrekey signed = one(json, PrekeyUpload.SIGNED_PREKEY, PrekeyJson::signed);
    PqPrekey lastResort = one(json, PrekeyUpload.PQ_LAST_RESORT, PrekeyJson::pq);
    List<OneTimePrekey> oneTime = many(json, PrekeyUpload.ONE_TIME, PrekeyJson::oneTime);
    List<PqPrekey> pqOneTime = many(json, PrekeyUpload.PQ_ONE_TIME, PrekeyJson::pq);
    boolean replace = json.flag(PrekeyUpload.REPLACE);
    if (!faults.isEmpty()) {
      return new UploadVerdict.Refused(faults);
    }
    PrekeyUpload upload = new PrekeyUpload(signed, lastResort, oneTime, pqOneTime, replace);
    return upload.prekeys().isEmpty() && !replace
        ? new UploadVerdict.Unreadable("in the upload: there is no prekey")
        : new UploadVerdict.Checked(new CheckedUpload(upload, identityKey));
  }

  private <T extends Prekey> @Nullable T one(StrictJson json, String member, Reader<T> reader)
      throws MalformedException {
    StrictJson prekey = json.optionalObject(member, member).orElse(null);
    return prekey == null ? null : examine(prekey, member, reader);
  }

  private <T extends Prekey> List<T> many(StrictJson json, String member, Reader<T> reader)
      throws MalformedException {
    List<T> good = new ArrayList<>();
    if (!json.has(member)) {
      return good;
    }
    int index = 0;
    for (JsonNode element : json.array(member, 0, PrekeyUpload.MAX_KEYS)) {
      String place = member + "[" + index++ + "]";
      T prekey = examine(StrictJson.of(element, Slug.PREKEY_MALFORMED, place), place, reader);
      if (prekey != null) {
        good.add(prekey);
      }
    }
    return good;
  }

  /**
   * The key, or null when it is bad and has become a fault.
   *
   * @throws MalformedException a member that is not listed: a misspelt signature would be lost
   */
  private <T extends Prekey> @Nullable T examine(StrictJson json, String place, Reader<T> reader)
      throws MalformedException {
    json.requireOnly(PrekeyJson.MEMBERS);
    try {
      T prekey = reader.read(json);
      if (!ids.add(Map.entry(prekey.space(), prekey.keyId()))) {
        throw new MalformedException(
            Slug.PREKEY_MALFORMED, "the id stands twice among " + prekey.space().text() + " ids");
      }
      if (!prekey.isSignedBy(identityKey)) {
        throw new MalformedException(
            Slug.PREKEY_SIGNATURE, "the signature is not the device's over exactly this key");
      }
      return prekey;
    } catch (MalformedException e) {
      Integer keyId = PrekeyJson.readableKeyId(json).orElse(null);
      faults.add(new PrekeyFault(place, keyId, e.slug(), e.detail()));
      return null;
    }
  }

  /** How one key is read. */
  @FunctionalInterface
  private interface Reader<T extends Prekey> {
    T read(StrictJson json) throws MalformedException;
  }
}
