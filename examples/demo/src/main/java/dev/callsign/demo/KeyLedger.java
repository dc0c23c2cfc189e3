package dev.callsign.demo;

import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.DeviceAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What devices uploaded and what claims were answered with: every key is in it once. */
final class KeyLedger {

  /** The key id of an answer without a one-time prekey. */
  static final int NO_KEY = -1;

  /** A claim that is repeated until it is answered. */
  record Claim(DeviceAddress claimer, DeviceAddress target, String idempotencyKey) {}

  private record Key(DeviceAddress device, int id) {}

  private final Map<DeviceAddress, PrekeyUpload> planned = new HashMap<>();
  private final Map<DeviceAddress, Claim> open = new HashMap<>();
  private final Map<Key, Claim> claimed = new HashMap<>();
  private final Set<Key> acknowledged = new HashSet<>();
  private int doubleClaims;

  /** The device is going to upload this. */
  synchronized PrekeyUpload plan(DeviceAddress device, PrekeyUpload upload) {
    planned.put(device, upload);
    return upload;
  }

  /** What the device is going to upload. */
  synchronized Optional<PrekeyUpload> unacknowledged(DeviceAddress device) {
    return Optional.ofNullable(planned.get(device));
  }

  /** The directory said that it has stored this. */
  synchronized void acknowledge(DeviceAddress device, PrekeyUpload upload) {
    planned.remove(device);
    for (OneTimePrekey prekey : upload.oneTime()) {
      acknowledged.add(new Key(device, prekey.keyId()));
    }
  }

  /** The claimer begins a claim. */
  synchronized Claim begin(DeviceAddress claimer, DeviceAddress target, String idempotencyKey) {
    Claim claim = new Claim(claimer, target, idempotencyKey);
    open.put(claimer, claim);
    return claim;
  }

  /** The claim that the claimer has no answer to. */
  synchronized Optional<Claim> unanswered(DeviceAddress claimer) {
    return Optional.ofNullable(open.get(claimer));
  }

  /** The claim got this one-time prekey, or {@link #NO_KEY}. */
  synchronized void answer(Claim claim, int keyId) {
    open.remove(claim.claimer());
    if (keyId != NO_KEY) {
      Claim before = claimed.putIfAbsent(new Key(claim.target(), keyId), claim);
      if (before != null && !before.equals(claim)) {
        doubleClaims++;
      }
    }
  }

  synchronized int acknowledged() {
    return acknowledged.size();
  }

  synchronized int claimed() {
    return claimed.size();
  }

  synchronized int unanswered() {
    return open.size();
  }

  /** Keys that two claims were answered with. */
  synchronized int doubleClaims() {
    return doubleClaims;
  }

  /** Acknowledged keys that no claim was ever answered with, after all have been claimed. */
  synchronized int lost() {
    Set<Key> missing = new HashSet<>(acknowledged);
    missing.removeAll(claimed.keySet());
    return missing.size();
  }
}
