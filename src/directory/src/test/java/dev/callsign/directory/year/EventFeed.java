package dev.callsign.directory.year;

import dev.callsign.name.Callsign;
import java.util.List;

/** Where those who follow a callsign are told what happened. */
@FunctionalInterface
interface EventFeed {

  /** The events of a callsign after the one with an id, oldest first. */
  List<Event> after(Callsign callsign, long id, int limit);
}
