/**
 * The whole house at once: the packaged directory beside a laboratory of callsigns.
 *
 * <p>In: the packaged directory. Out: a running directory that has verified alice and bob, and what
 * to try next. Specification: docs/protocol.md §8.
 */
@NullMarked
package dev.callsign.demo;

import org.jspecify.annotations.NullMarked;
