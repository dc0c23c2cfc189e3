/**
 * Who is told of what, below HTTP.
 *
 * <p>In: what another process makes happen, clocks that a test shifts. Out: what followers are
 * told, and what the database says of watches, dead letters and keys. Specification:
 * docs/protocol.md §8.
 */
@NullMarked
package dev.callsign.directory.events;

import org.jspecify.annotations.NullMarked;
