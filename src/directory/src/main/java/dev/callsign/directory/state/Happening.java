package dev.callsign.directory.state;

import org.jspecify.annotations.Nullable;

/**
 * Something to tell.
 *
 * @param detail what was seen, for people; null where the type says everything
 */
public record Happening(EventType type, @Nullable String detail) {}
