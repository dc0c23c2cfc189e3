package dev.callsign.directory.prekeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.callsign.directory.record.CallsignRecorded;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.RecordedDevices;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.request.DeviceAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The identity keys of devices in statements that are in force and have not expired: who may sign
 * requests.
 *
 * <p>A change is seen at once in the process that recorded it, elsewhere after {@link
 * #MAX_STALENESS}.
 */
@ApplicationScoped
public class DeviceKeys {

  /** How long another replica may still believe a device that left its statement. */
  static final Duration MAX_STALENESS = Duration.ofSeconds(5);

  /** Callsigns whose keys are kept; each takes about a kilobyte. */
  private static final long MAX_CALLSIGNS = 50_000;

  private static final RecordedDevices NONE = new RecordedDevices(Map.of(), Instant.EPOCH, false);

  private final CallsignRepository repository;
  private final Clock clock;
  private final Cache<String, RecordedDevices> known =
      Caffeine.newBuilder().maximumSize(MAX_CALLSIGNS).expireAfterWrite(MAX_STALENESS).build();

  DeviceKeys(CallsignRepository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
  }

  /** The identity key of a device that may be believed now. */
  public Optional<IdentityKey> find(DeviceAddress device) {
    RecordedDevices devices = devices(device);
    return devices.isRevoked() ? Optional.empty() : find(devices, device);
  }

  /**
   * The identity key of a device that may veto a change now. Whoever took a domain can have its
   * certificate revoked: that must not silence the owner.
   */
  public Optional<IdentityKey> findForVeto(DeviceAddress device) {
    return find(devices(device), device);
  }

  private RecordedDevices devices(DeviceAddress device) {
    return known.get(
        device.callsign().aLabel(), absent -> repository.devices(device.callsign()).orElse(NONE));
  }

  private Optional<IdentityKey> find(RecordedDevices devices, DeviceAddress device) {
    return clock.instant().isBefore(devices.expiresAt())
        ? Optional.ofNullable(devices.identityKeys().get(device.deviceId()))
        : Optional.empty();
  }

  void forget(@Observes CallsignRecorded change) {
    known.invalidate(change.name());
  }
}
