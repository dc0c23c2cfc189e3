/**
 * Gives certificate and statement to those who serve them, and tells the owner's programs.
 *
 * <p>In: the live generation; folders and paths of the owner. Out: files for web servers, runs of
 * hooks that are tried again until they succeed. Specification: docs/protocol.md §3 (where a
 * statement is served); acme/README.md, "Hooks".
 */
@NullMarked
package dev.callsign.acme.deploy;

import org.jspecify.annotations.NullMarked;
