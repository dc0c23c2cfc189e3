/**
 * Programs of the owner that the agent runs.
 *
 * <p>In: an executable, arguments, environment, a text for it to read, a time limit. Out: what went
 * wrong, if anything did; nothing of what it printed. Specification: none; POSIX.
 */
@NullMarked
package dev.callsign.acme.process;

import org.jspecify.annotations.NullMarked;
