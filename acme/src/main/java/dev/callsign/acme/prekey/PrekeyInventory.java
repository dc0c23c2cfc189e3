package dev.callsign.acme.prekey;

import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyDigest;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every prekey of a device whose private half is kept, and what comes next. Immutable; what happens
 * to it makes another one. Times are whole seconds.
 *
 * @param postQuantum whether its owner wants post-quantum prekeys published
 * @param pending null when every key was confirmed by a directory
 */
record PrekeyInventory(
    boolean postQuantum,
    NextIds nextIds,
    Shelf<CurveKeyPair> signed,
    Shelf<KyberKeyPair> lastResort,
    Shelf<CurveKeyPair> oneTime,
    Shelf<KyberKeyPair> pqOneTime,
    @Nullable PendingUpload pending) {

  /** How long the private half of a replaced prekey may still be needed (docs/protocol.md §4). */
  static final Duration KEPT_AFTER_REPLACEMENT = Duration.ofDays(30);

  /** How long the private half of a one-time prekey is kept; see {@link SupplyPlan#MAX_AGE}. */
  static final Duration ONE_TIME_KEPT = Duration.ofDays(90);

  /** One-time prekeys of a kind that are kept; the oldest are the first that peers have used. */
  static final int MAX_ONE_TIME = 5000;

  static PrekeyInventory empty() {
    return new PrekeyInventory(
        true, NextIds.FIRST, Shelf.empty(), Shelf.empty(), Shelf.empty(), Shelf.empty(), null);
  }

  /** The signed prekey that a directory confirmed last. */
  Optional<OwnPrekey<CurveKeyPair>> publishedSigned() {
    return signed.published(pending == null ? null : pending.signedPrekey());
  }

  /** The last-resort prekey that a directory confirmed last. */
  Optional<OwnPrekey<KyberKeyPair>> publishedLastResort() {
    return lastResort.published(pending == null ? null : pending.lastResort());
  }

  PrekeyInventory wanting(boolean wantsPostQuantum) {
    return new PrekeyInventory(
        wantsPostQuantum, nextIds, signed, lastResort, oneTime, pqOneTime, pending);
  }

  /** With the keys that {@code plan} asks for, all of them pending; none is pending before. */
  PrekeyInventory with(SupplyPlan plan, Instant now, SecureRandom random) {
    List<OwnPrekey<CurveKeyPair>> newSigned =
        make(plan.signedPrekey() ? 1 : 0, nextIds.signedPrekey(), now, curve(random));
    List<OwnPrekey<CurveKeyPair>> newOneTime =
        make(plan.oneTime(), nextIds.oneTime(), now, curve(random));
    int lastResorts = plan.lastResort() ? 1 : 0;
    List<OwnPrekey<KyberKeyPair>> newLastResort =
        make(lastResorts, nextIds.pq(), now, kyber(random));
    List<OwnPrekey<KyberKeyPair>> newPqOneTime =
        make(plan.pqOneTime(), nextIds.pq() + lastResorts, now, kyber(random));
    return new PrekeyInventory(
        postQuantum,
        nextIds.plus(newSigned.size(), newOneTime.size(), lastResorts + newPqOneTime.size()),
        signed.with(newSigned),
        lastResort.with(newLastResort),
        oneTime.with(newOneTime),
        pqOneTime.with(newPqOneTime),
        new PendingUpload(
            newSigned.isEmpty() ? null : newSigned.getFirst().keyId(),
            newLastResort.isEmpty() ? null : newLastResort.getFirst().keyId(),
            ids(newOneTime),
            ids(newPqOneTime),
            plan.replace()));
  }

  /** The pending upload, signed; the same bytes at every call, as Ed25519 is deterministic. */
  Optional<PrekeyUpload> upload(IdentitySigner signer) {
    if (pending == null) {
      return Optional.empty();
    }
    return Optional.of(
        new PrekeyUpload(
            Optional.ofNullable(pending.signedPrekey())
                .flatMap(signed::find)
                .map(key -> sign(key, signer))
                .orElse(null),
            Optional.ofNullable(pending.lastResort())
                .flatMap(lastResort::find)
                .map(key -> signPq(key, signer))
                .orElse(null),
            oneTime.keys().stream()
                .filter(key -> pending.oneTime().contains(key.keyId()))
                .map(key -> OneTimePrekey.sign(key.keyId(), key.pair().publicKey(), signer))
                .toList(),
            pqOneTime.keys().stream()
                .filter(key -> pending.pqOneTime().contains(key.keyId()))
                .map(key -> signPq(key, signer))
                .toList(),
            pending.replace()));
  }

  /** A directory has the pending keys now: they take the place of those before. */
  PrekeyInventory confirmed(Instant now) {
    if (pending == null) {
      return this;
    }
    Integer newSigned = pending.signedPrekey();
    Integer newLastResort = pending.lastResort();
    return new PrekeyInventory(
        postQuantum,
        nextIds,
        newSigned == null ? signed : signed.replacedBy(newSigned, now),
        newLastResort == null ? lastResort : lastResort.replacedBy(newLastResort, now),
        oneTime,
        pqOneTime,
        null);
  }

  /** A directory will never take the pending keys: nobody has heard of them. */
  PrekeyInventory abandoned() {
    if (pending == null) {
      return this;
    }
    return new PrekeyInventory(
        postQuantum,
        nextIds,
        signed.without(only(pending.signedPrekey())),
        lastResort.without(only(pending.lastResort())),
        oneTime.without(pending.oneTime()),
        pqOneTime.without(pending.pqOneTime()),
        null);
  }

  /** Past ids that a directory knows and this inventory does not. */
  PrekeyInventory skippingIds() {
    NextIds later = nextIds.plus(NextIds.SKIP, NextIds.SKIP, NextIds.SKIP);
    return new PrekeyInventory(postQuantum, later, signed, lastResort, oneTime, pqOneTime, pending);
  }

  /** Without what no peer can need any more. */
  PrekeyInventory pruned(Instant now) {
    Instant replaced = now.minus(KEPT_AFTER_REPLACEMENT);
    Instant created = now.minus(ONE_TIME_KEPT);
    return new PrekeyInventory(
        postQuantum,
        nextIds,
        signed.withoutReplacedBefore(replaced),
        lastResort.withoutReplacedBefore(replaced),
        oneTime.withoutCreatedBefore(created, MAX_ONE_TIME),
        pqOneTime.withoutCreatedBefore(created, MAX_ONE_TIME),
        pending);
  }

  /** Without one-time prekeys that were used. */
  PrekeyInventory without(Set<Integer> usedOneTime, Set<Integer> usedPqOneTime) {
    return new PrekeyInventory(
        postQuantum,
        nextIds,
        signed,
        lastResort,
        oneTime.without(usedOneTime),
        pqOneTime.without(usedPqOneTime),
        pending);
  }

  /** What the directory must publish, for {@code prekeys/check}; empty before the first upload. */
  Optional<byte[]> digest(IdentitySigner signer) {
    return publishedSigned()
        .map(
            key ->
                PrekeyDigest.of(
                    signer.identityKey(),
                    sign(key, signer),
                    publishedLastResort().map(last -> signPq(last, signer)).orElse(null)));
  }

  private static SignedPrekey sign(OwnPrekey<CurveKeyPair> key, IdentitySigner signer) {
    return SignedPrekey.sign(key.keyId(), key.pair().publicKey(), signer);
  }

  private static PqPrekey signPq(OwnPrekey<KyberKeyPair> key, IdentitySigner signer) {
    return PqPrekey.sign(key.keyId(), key.pair().publicKey(), signer);
  }

  private static Supplier<CurveKeyPair> curve(SecureRandom random) {
    return () -> CurveKeyPair.generate(random);
  }

  private static Supplier<KyberKeyPair> kyber(SecureRandom random) {
    return () -> KyberKeyPair.generate(random);
  }

  private static <K> List<OwnPrekey<K>> make(
      int count, int firstId, Instant now, Supplier<K> maker) {
    List<OwnPrekey<K>> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new OwnPrekey<>(firstId + i, maker.get(), now, null));
    }
    return keys;
  }

  private static <K> Set<Integer> ids(List<OwnPrekey<K>> keys) {
    return keys.stream().map(OwnPrekey::keyId).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Integer> only(@Nullable Integer id) {
    return id == null ? Set.of() : Set.of(id);
  }
}
