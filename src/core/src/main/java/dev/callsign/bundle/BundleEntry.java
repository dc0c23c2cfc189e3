package dev.callsign.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.PrekeyJson;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.statement.Device;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle has for one device of the statement.
 *
 * @param oneTime what {@code one_time} says
 * @param stale what {@code stale} says
 */
record BundleEntry(Device device, StrictJson json, OneTime oneTime, boolean stale) {

  private static final String SIGNED_PREKEY = "signed_prekey";
  private static final String ONE_TIME_PREKEY = "one_time_prekey";
  private static final String PQ_PREKEY = "pq_prekey";
  private static final String PROFILES = "profiles";

  private static final String X3DH = "x3dh";
  private static final String PQXDH = "pqxdh-kyber1024";

  /** Profiles that a device may have one day, those of this version among them. */
  private static final int MAX_PROFILES = 16;

  private static final String EXPECTED = "well-formed prekeys, signed by their device";

  /**
   * Reads what the directory says about the device, and compares it with which keys are there. The
   * keys themselves are not looked at.
   *
   * @throws MalformedException it contradicts itself; the slug means nothing
   */
  static BundleEntry parse(JsonNode node, Device device) throws MalformedException {
    StrictJson json = StrictJson.of(node, Slug.PREKEY_MALFORMED, "entry of device " + device.id());
    OneTime oneTime =
        OneTime.of(json.text("one_time"))
            .orElseThrow(() -> json.malformed("'one_time' is a word nobody knows"));
    if (json.has(ONE_TIME_PREKEY) != (oneTime == OneTime.GIVEN)) {
      throw json.malformed("'one_time' is '" + oneTime.text() + "', the keys say otherwise");
    }
    Set<String> profiles = profiles(json);
    if (!profiles.contains(X3DH) || profiles.contains(PQXDH) != json.has(PQ_PREKEY)) {
      throw json.malformed("'profiles' are not those that the keys are for");
    }
    return new BundleEntry(device, json, oneTime, json.flag("stale"));
  }

  private static Set<String> profiles(StrictJson json) throws MalformedException {
    Set<String> profiles = new HashSet<>();
    for (JsonNode profile : json.array(PROFILES, 1, MAX_PROFILES)) {
      if (!profile.isTextual() || !profiles.add(profile.textValue())) {
        throw json.malformed("'profiles' are distinct words");
      }
    }
    return profiles;
  }

  /**
   * Reads and verifies the keys.
   *
   * @param findings where each bad key is told
   * @return empty when a key is bad
   */
  Optional<DeviceBundle> verify(List<Finding> findings) {
    int before = findings.size();
    SignedPrekey signed = key(SIGNED_PREKEY, PrekeyJson::signed, findings);
    if (signed == null && findings.size() == before) {
      findings.add(bad(Slug.PREKEY_MALFORMED, "there is no " + SIGNED_PREKEY));
    }
    OneTimePrekey once = key(ONE_TIME_PREKEY, PrekeyJson::oneTime, findings);
    PqPrekey pq = key(PQ_PREKEY, PrekeyJson::pq, findings);
    return signed == null || findings.size() != before
        ? Optional.empty()
        : Optional.of(new DeviceBundle(device, signed, once, pq, oneTime));
  }

  /** The key in {@code member}; null when it is absent, or bad and has become a finding. */
  private <T extends Prekey> @Nullable T key(
      String member, KeyReader<T> reader, List<Finding> findings) {
    try {
      StrictJson key = json.optionalObject(member, member).orElse(null);
      if (key == null) {
        return null;
      }
      T prekey = reader.read(key);
      if (!prekey.isSignedBy(device.identityKey())) {
        throw new MalformedException(
            Slug.PREKEY_SIGNATURE, "the signature is not the device's over exactly this key");
      }
      return prekey;
    } catch (MalformedException e) {
      findings.add(bad(e.slug(), member + ": " + e.detail()));
      return null;
    }
  }

  private Finding bad(Slug slug, String seen) {
    return Finding.fail(slug, EXPECTED, "device " + device.id() + ", " + seen);
  }

  /** How one key is read. */
  @FunctionalInterface
  private interface KeyReader<T extends Prekey> {
    T read(StrictJson json) throws MalformedException;
  }
}
