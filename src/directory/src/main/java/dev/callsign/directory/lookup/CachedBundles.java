package dev.callsign.directory.lookup;

import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.statement.Device;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The serialized bundles of one callsign.
 *
 * @param results by device id, and for {@link #ALL} devices
 * @param until when a signed prekey in them becomes stale and they must be written again
 */
record CachedBundles(BundleSource source, Map<Integer, BundleResult> results, Instant until) {

  /** Stands for all devices together: no device has this id. */
  static final int ALL = 0;

  static CachedBundles of(BundleSource source, Instant at) {
    Map<Integer, BundleResult> results = new HashMap<>();
    for (Device device : source.devices()) {
      results.put(
          device.id(),
          source.prekeys().containsKey(device.id())
              ? new BundleResult.Found(BundleWriter.write(source, List.of(device), at))
              : new BundleResult.NoPrekeys());
    }
    results.put(
        ALL,
        source.prekeys().isEmpty()
            ? new BundleResult.NoPrekeys()
            : new BundleResult.Found(BundleWriter.write(source, source.devices(), at)));
    Instant until =
        source.prekeys().values().stream()
            .map(PublishedPrekeys::staleAt)
            .filter(at::isBefore)
            .min(Comparator.naturalOrder())
            .orElse(Instant.MAX);
    return new CachedBundles(source, Map.copyOf(results), until);
  }

  int weight() {
    return source.statement().length()
        + results.values().stream().mapToInt(CachedBundles::weight).sum();
  }

  private static int weight(BundleResult result) {
    return result instanceof BundleResult.Found found ? found.bundle().body().length : 0;
  }
}
