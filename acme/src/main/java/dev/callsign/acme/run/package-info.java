/**
 * The agent on its own: what has to be done for the devices of this machine, again and again.
 *
 * <p>In: a devices file with its keys, a directory, time. Out: prekeys that stay published, one
 * line for whatever happened. Specification: docs/protocol.md §4.
 */
@NullMarked
package dev.callsign.acme.run;

import org.jspecify.annotations.NullMarked;
