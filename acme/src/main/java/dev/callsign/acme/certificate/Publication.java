package dev.callsign.acme.certificate;

import dev.callsign.name.Callsign;

/** Tells the directory that there is another statement (docs/protocol.md §8). */
@FunctionalInterface
public interface Publication {

  /**
   * Has the directory look at the callsign. Called again and again until it has the statement;
   * doing it twice does no harm.
   *
   * @param compact the statement that the host serves, or should
   */
  ErrandOutcome publish(Callsign callsign, String compact);
}
