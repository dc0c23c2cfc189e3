/**
 * Answers to the challenges of an ACME server.
 *
 * <p>In: a challenge. Out: an answer that stands where the authority will look, looked at from here
 * first, until it is closed; or why not. Specification: RFC 8555 §8.3, §8.4; RFC 8737; RFC 2136 and
 * 8945.
 */
@NullMarked
package dev.callsign.acme.challenge;

import org.jspecify.annotations.NullMarked;
