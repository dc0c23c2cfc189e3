/**
 * What the directory's framework and database can do at best: an answer that never changes, the SQL
 * of a claim without anything around it, and one statement that takes a row.
 *
 * <p>In: requests of the benchmark. Out: answers that nobody needs. Started by it beside the
 * directory, with the same settings; docs/drills.md has the command.
 */
@NullMarked
package dev.callsign.ceiling;

import org.jspecify.annotations.NullMarked;
