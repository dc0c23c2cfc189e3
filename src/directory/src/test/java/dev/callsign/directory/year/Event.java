package dev.callsign.directory.year;

import dev.callsign.directory.state.EventType;
import dev.callsign.directory.state.StateName;
import java.time.Instant;

/** A line of history, as whoever follows a callsign is told of it. */
record Event(long id, Instant at, EventType type, StateName state) {}
