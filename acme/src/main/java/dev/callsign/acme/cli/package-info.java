/**
 * What every command has in common with the shell that calls it.
 *
 * <p>In: options that several commands share. Out: lines or one JSON object, and an exit code.
 * Specification: docs/protocol.md §1 (the agent); exit codes as in sysexits.h.
 */
@NullMarked
package dev.callsign.acme.cli;

import org.jspecify.annotations.NullMarked;
