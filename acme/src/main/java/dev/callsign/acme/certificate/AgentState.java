package dev.callsign.acme.certificate;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that outlives a process besides keys, certificates and statements: the content of
 * {@code state.json}. All instants are whole seconds.
 *
 * @param renewal how far a renewal is
 * @param attempts the number of the last attempt
 * @param plan when the live leaf is to be renewed; null before there is one
 * @param errands how far the statement is on its way
 * @param limits until when an authority, by its directory, takes nothing
 * @param configuration the configuration that was seen last
 */
record AgentState(
    RenewalState renewal,
    long attempts,
    @Nullable Plan plan,
    Errands errands,
    Map<URI, Instant> limits,
    String configuration) {

  AgentState {
    limits = Map.copyOf(limits);
  }

  /** Where nothing was ever done. */
  static AgentState fresh() {
    return new AgentState(new RenewalState.Idle(), 0, null, Errands.NEVER, Map.of(), "");
  }

  AgentState with(RenewalState other) {
    return new AgentState(other, attempts, plan, errands, limits, configuration);
  }

  AgentState with(@Nullable Plan other) {
    return new AgentState(renewal, attempts, other, errands, limits, configuration);
  }

  AgentState with(Errands other) {
    return new AgentState(renewal, attempts, plan, other, limits, configuration);
  }

  AgentState counted(long number) {
    return new AgentState(renewal, number, plan, errands, limits, configuration);
  }

  AgentState configured(String other) {
    return new AgentState(renewal, attempts, plan, errands, limits, other);
  }

  /** With one more authority that takes nothing until then. */
  AgentState limited(URI authority, Instant until) {
    Map<URI, Instant> more = new HashMap<>(limits);
    more.merge(authority, until, (one, other) -> one.isAfter(other) ? one : other);
    return new AgentState(renewal, attempts, plan, errands, more, configuration);
  }

  /** Without the limits that have passed. */
  AgentState unlimited(Instant now) {
    Map<URI, Instant> left = new HashMap<>(limits);
    left.values().removeIf(until -> !now.isBefore(until));
    return new AgentState(renewal, attempts, plan, errands, left, configuration);
  }

  /** Until when this authority takes nothing; empty when it may be asked. */
  Optional<Instant> limit(URI authority, Instant now) {
    return Optional.ofNullable(limits.get(authority)).filter(now::isBefore);
  }
}
