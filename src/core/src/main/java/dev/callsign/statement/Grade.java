package dev.callsign.statement;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a statement changes against the one before it (docs/protocol.md §5, in its simple form: a
 * change of devices is held, whoever signed it).
 */
public enum Grade {
  /** The first statement seen of this callsign: active at once. */
  FIRST,
  /** A new certificate or a new period, the same identity keys: active at once. */
  RENEWED,
  /** Other devices or identity keys: not active; lookups keep answering the statement before. */
  HELD;

  /** The grade of {@code statement} after {@code previous}, which is null when there is none. */
  public static Grade of(@Nullable KeyStatement previous, KeyStatement statement) {
    if (previous == null) {
      return FIRST;
    }
    return identities(previous).equals(identities(statement)) ? RENEWED : HELD;
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
