/**
 * How the agent talks to a directory.
 *
 * <p>In: a request. Out: an answer that is bounded in time and size and believed in nothing, or a
 * failure that says what to do. Specification: docs/protocol.md §8; RFC 9457.
 */
@NullMarked
package dev.callsign.acme.directory;

import org.jspecify.annotations.NullMarked;
