package dev.callsign.acme.certificate;

import java.util.List;

/**
 * The state that follows, and what is to be done once it is on the disk, in order. The last effect
 * is the only one that leads to an observation.
 */
record Transition(AgentState state, List<Effect> effects) {

  Transition {
    effects = List.copyOf(effects);
  }

  static Transition of(AgentState state, Effect... effects) {
    return new Transition(state, List.of(effects));
  }
}
