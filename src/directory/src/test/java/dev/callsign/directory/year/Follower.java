package dev.callsign.directory.year;

import dev.callsign.name.Callsign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Follows callsigns as somebody with a webhook would: is told what came after the last event that
 * he has written down. He crashes at random between being told and writing it down, and is told
 * again then.
 */
final class Follower {
  private static final int BATCH = 5;
  private static final int CRASHES_ONE_IN = 4;

  private final EventFeed feed;
  private final SplittableRandom random;
  private final Map<Callsign, Long> writtenDown = new HashMap<>();
  private final Map<Callsign, List<Event>> told = new HashMap<>();
  private int crashes;

  Follower(EventFeed feed, SplittableRandom random) {
    this.feed = feed;
    this.random = random;
  }

  /** Is told the next events of a callsign, a few at a time; until he crashes. */
  void follow(Callsign callsign) {
    while (true) {
      List<Event> events = feed.after(callsign, writtenDown.getOrDefault(callsign, 0L), BATCH);
      for (Event event : events) {
        told.computeIfAbsent(callsign, unknown -> new ArrayList<>()).add(event);
        if (random.nextInt(CRASHES_ONE_IN) == 0) {
          crashes++;
          return;
        }
      }
      if (!events.isEmpty()) {
        writtenDown.put(callsign, events.getLast().id());
      }
      if (events.size() < BATCH) {
        return;
      }
    }
  }

  /** Follows a callsign until there is nothing more to tell. */
  void catchUp(Callsign callsign) {
    while (!feed.after(callsign, writtenDown.getOrDefault(callsign, 0L), BATCH).isEmpty()) {
      follow(callsign);
    }
  }

  /** Everything that he was told of a callsign, in that order, what he was told twice as well. */
  List<Event> told(Callsign callsign) {
    return List.copyOf(told.getOrDefault(callsign, List.of()));
  }

  int crashes() {
    return crashes;
  }
}
