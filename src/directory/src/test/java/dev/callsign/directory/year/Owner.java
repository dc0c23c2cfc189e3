package dev.callsign.directory.year;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import dev.callsign.name.Callsign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A callsign in its year: what its domain serves when, who revokes and vetoes, and what has to come
 * of it. Written by {@link Biography}, read afterwards.
 */
final class Owner {
  private final Callsign callsign;
  private final Instant registeredAt;
  private final boolean isBehindAnother;
  private final TreeMap<Instant, Hosting> hostings = new TreeMap<>();
  private final Map<Draft, Instant> revocations = new HashMap<>();
  private final List<Instant> vetoes = new ArrayList<>();
  private final List<Instant> requests = new ArrayList<>();
  private final List<Reign> reigns = new ArrayList<>();
  private final List<Expected> expected = new ArrayList<>();

  /**
   * A statement in force.
   *
   * @param earliest not before this
   * @param latest from this on, if not replaced
   */
  record Reign(Draft draft, Instant earliest, Instant latest) {}

  /**
   * An owner to whom nothing has happened yet.
   *
   * @param isBehindAnother whether somebody else terminates TLS for him
   */
  Owner(Callsign callsign, Instant registeredAt, boolean isBehindAnother) {
    this.callsign = callsign;
    this.registeredAt = registeredAt;
    this.isBehindAnother = isBehindAnother;
  }

  Callsign callsign() {
    return callsign;
  }

  Instant registeredAt() {
    return registeredAt;
  }

  boolean isBehindAnother() {
    return isBehindAnother;
  }

  void hosts(Instant from, Hosting hosting) {
    hostings.put(from, hosting);
  }

  void revokes(Draft draft, Instant at) {
    revocations.put(draft, at);
  }

  void vetoes(Instant at) {
    vetoes.add(at);
  }

  /** He asks the directory for a check. */
  void asks(Instant at) {
    requests.add(at);
  }

  void reigns(Draft draft, Instant earliest, Instant latest) {
    reigns.add(new Reign(draft, earliest, latest));
  }

  void expects(EventType type, StateName state, Instant earliest, Instant latest) {
    expected.add(new Expected(type, state, earliest, latest));
  }

  /** What the domain serves at an instant, at or after the registration. */
  Hosting hosting(Instant at) {
    return hostings.floorEntry(at).getValue();
  }

  boolean isRevoked(Draft draft, Instant at) {
    Instant since = revocations.get(draft);
    return since != null && !at.isBefore(since);
  }

  List<Instant> vetoes() {
    return List.copyOf(vetoes);
  }

  List<Instant> requests() {
    return List.copyOf(requests);
  }

  List<Expected> expected() {
    return List.copyOf(expected);
  }

  /** The statements that come in force, in order. */
  List<Reign> reigns() {
    return List.copyOf(reigns);
  }

  /** The statements that may be in force at an instant; the last one is, when there is only one. */
  List<Reign> mayReign(Instant at) {
    List<Reign> possible = new ArrayList<>();
    for (Reign reign : reigns) {
      if (!at.isBefore(reign.latest())) {
        possible.clear(); // everything before it is replaced
      }
      if (!at.isBefore(reign.earliest())) {
        possible.add(reign);
      }
    }
    return possible;
  }
}
