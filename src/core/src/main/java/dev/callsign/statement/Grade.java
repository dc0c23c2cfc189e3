package dev.callsign.statement;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a statement changes against the one before it (docs/protocol.md §5). */
public enum Grade {
  /** The first statement seen of this callsign: active at once. */
  FIRST,
  /** A new certificate or a new period, the same identity keys: active at once. */
  RENEWED,
  /** Devices were added, and one that was listed before agrees: active at once. */
  EXTENDED,
  /** Devices were taken away, and one that was listed before agrees: active at once. */
  REDUCED,
  /** Identity keys were replaced, and a device that was listed before agrees: active at once. */
  ROTATED,
  /**
   * Other devices, and nobody who was listed before agrees: held, while lookups keep answering the
   * statement before.
   */
  RECLAIMED;

  /** The grade of {@code statement} after {@code previous}, which is null when there is none. */
  public static Grade of(@Nullable KeyStatement previous, VerifiedStatement statement) {
    if (previous == null) {
      return FIRST;
    }
    Map<Integer, Object> before = identities(previous);
    Map<Integer, Object> after = identities(statement.statement());
    if (before.equals(after)) {
      return RENEWED;
    }
    if (!statement.hasContinuityFrom(previous)) {
      return RECLAIMED;
    }
    if (after.entrySet().containsAll(before.entrySet())) {
      return EXTENDED;
    }
    return before.entrySet().containsAll(after.entrySet()) ? REDUCED : ROTATED;
  }

  /** The grade as it appears on the wire, for example {@code renewed}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Map<Integer, Object> identities(KeyStatement statement) {
    return statement.devices().stream()
        .collect(
            Collectors.toMap(
                Device::id, device -> Map.entry(device.registrationId(), device.identityKey())));
  }
}
