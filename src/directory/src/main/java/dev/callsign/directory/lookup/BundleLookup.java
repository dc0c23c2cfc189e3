package dev.callsign.directory.lookup;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.prekeys.PrekeysChanged;
import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.directory.record.CallsignRecorded;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.Publications;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.name.Callsign;
import dev.callsign.statement.Device;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks bundles up. They are serialized once and kept; a change is visible to every lookup that
 * starts after it became durable in this process, elsewhere after {@link
 * AnswerCache#MAX_STALENESS}.
 */
@ApplicationScoped
public class BundleLookup {

  /** Bytes of serialized bundles that are kept; a callsign of one device takes about 20,000. */
  private static final long MAX_CACHED_BYTES = 128L * 1024 * 1024;

  private final CallsignRepository callsigns;
  private final PrekeyStore prekeys;
  private final StatePolicy policy;
  private final Clock clock;
  private final AnswerCache<CachedBundles> cache;

  BundleLookup(
      CallsignRepository callsigns,
      PrekeyStore prekeys,
      StatePolicy policy,
      Publications publications,
      Clock clock) {
    this.callsigns = callsigns;
    this.prekeys = prekeys;
    this.policy = policy;
    this.clock = clock;
    this.cache =
        new AnswerCache<>(
            MAX_CACHED_BYTES, CachedBundles::weight, publications::version, Ticker.systemTicker());
  }

  /** The public bundle of every device of {@code callsign} that has prekeys. */
  public BundleResult bundle(Callsign callsign) {
    return bundle(callsign, CachedBundles.ALL);
  }

  /** The public bundle of one device. */
  public BundleResult bundle(Callsign callsign, int deviceId) {
    return bundles(callsign)
        .map(bundles -> answer(bundles, deviceId))
        .orElseGet(BundleResult.UnknownCallsign::new);
  }

  /**
   * The public bundle of every device, if it is at hand: never waits for the storage.
   *
   * @param name a callsign as A-label; nothing is at hand for any other text
   */
  public Optional<BundleResult> atHand(String name) {
    return fresh(name).map(bundles -> answer(bundles, CachedBundles.ALL));
  }

  /** As {@link #atHand(String)}, of one device. */
  public Optional<BundleResult> atHand(String name, int deviceId) {
    return fresh(name).map(bundles -> answer(bundles, deviceId));
  }

  /** What a claim on one device needs; empty where {@link #bundle(Callsign, int)} finds nothing. */
  public Optional<ClaimableBundle> claimable(Callsign callsign, int deviceId) {
    return bundles(callsign)
        .map(CachedBundles::source)
        .filter(source -> source.isServed(clock.instant()))
        .flatMap(source -> claimable(source, deviceId));
  }

  private static Optional<ClaimableBundle> claimable(BundleSource source, int deviceId) {
    PublishedPrekeys published = source.prekeys().get(deviceId);
    return published == null
        ? Optional.empty()
        : source.device(deviceId).map(device -> new ClaimableBundle(source, device, published));
  }

  void forget(@Observes CallsignRecorded change) {
    cache.forget(change.name());
  }

  void forget(@Observes PrekeysChanged change) {
    cache.forget(change.name());
  }

  private BundleResult answer(CachedBundles bundles, int deviceId) {
    BundleSource source = bundles.source();
    if (source.isServed(clock.instant())) {
      return bundles.results().getOrDefault(deviceId, new BundleResult.UnknownDevice());
    }
    Instant revokedAt = source.revokedAt();
    return revokedAt == null
        ? new BundleResult.Expired(source.expiresAt())
        : new BundleResult.Revoked(revokedAt);
  }

  /** What is at hand and still true. */
  private Optional<CachedBundles> fresh(String name) {
    return cache.atHand(name).filter(bundles -> clock.instant().isBefore(bundles.until()));
  }

  private Optional<CachedBundles> bundles(Callsign callsign) {
    String name = callsign.aLabel();
    Optional<CachedBundles> fresh = fresh(name);
    if (fresh.isPresent()) {
      return fresh;
    }
    if (cache.atHand(name).isPresent()) {
      cache.forget(name); // a signed prekey in it has become stale
    }
    return cache.get(
        name,
        key ->
            callsigns
                .find(callsign)
                .map(recorded -> CachedBundles.of(source(callsign, recorded), clock.instant())));
  }

  private BundleSource source(Callsign callsign, RecordedCallsign recorded) {
    List<Device> devices = AnswerWriter.read(recorded.active().compact()).statement().devices();
    Map<Integer, PublishedPrekeys> stored = prekeys.published(callsign);
    Map<Integer, PublishedPrekeys> published = new HashMap<>();
    for (Device device : devices) {
      PublishedPrekeys of = stored.get(device.id());
      if (of != null && of.identityKey().equals(device.identityKey().toBase64Url())) {
        published.put(device.id(), of);
      }
    }
    return new BundleSource(
        callsign,
        Standing.of(recorded, policy),
        recorded.active().compact(),
        recorded.active().expiresAt(),
        recorded.facts().revokedAt(),
        devices,
        Map.copyOf(published));
  }
}
