package dev.callsign.caa;

import java.util.List;

/**
 * The relevant CAA record set of a callsign: that of the closest name, itself or above it, which
 * has any (RFC 8659 §3).
 *
 * @param foundAt the name it stands at, without a dot at its end
 * @param properties in the order of the answer; at least one
 */
public record CaaSet(String foundAt, List<CaaProperty> properties) {

  /** Copies the list. */
  public CaaSet {
    properties = List.copyOf(properties);
    if (properties.isEmpty()) {
      throw new IllegalArgumentException("a name without CAA records is not where a set is found");
    }
  }
}
