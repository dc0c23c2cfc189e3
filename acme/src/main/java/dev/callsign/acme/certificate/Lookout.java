package dev.callsign.acme.certificate;

import dev.callsign.name.Callsign;

/** Looks at a callsign as the world sees it: at its host and at the directory. */
@FunctionalInterface
public interface Lookout {

  /** What is seen now, within bounds of the implementation's own; never fails. */
  Seen look(Callsign callsign);
}
