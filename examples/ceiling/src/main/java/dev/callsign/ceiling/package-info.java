/**
 * What the directory's framework can do at best: an answer that never changes, and a claim that is
 * nothing but its SQL.
 *
 * <p>In: requests of the benchmark. Out: answers that nobody needs. Started by it beside the
 * directory, with the same settings; docs/drills.md has the command.
 */
@NullMarked
package dev.callsign.ceiling;

import org.jspecify.annotations.NullMarked;
