package dev.callsign.directory.events;

import dev.callsign.event.DirectoryEvent;

/** Who is connected and is told of the events of one callsign. Called by one thread at a time. */
public interface Follower {

  /** How many events he can take now without being waited for. */
  long room();

  /** Takes an event; the ids rise. */
  void take(DirectoryEvent event);

  /** Nothing happened for a while: a sign of life, if there is room. */
  void idle();

  /** The directory cannot serve him any more, or stops. */
  void end();
}
