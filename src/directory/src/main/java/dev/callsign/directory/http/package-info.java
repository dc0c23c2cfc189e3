/**
 * HTTP: translates requests into calls and results into answers, and does nothing else.
 *
 * <p>In: requests. Out: representations and problem documents (RFC 9457). Specification:
 * docs/protocol.md §8, docs/problems.md.
 */
@NullMarked
package dev.callsign.directory.http;

import org.jspecify.annotations.NullMarked;
