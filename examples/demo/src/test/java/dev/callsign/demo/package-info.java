/**
 * The packaged programs together, over real sockets, real certificates and real processes.
 *
 * <p>In: the packaged directory, the packaged agent, installed servers. Out: what an owner, a
 * client and an operator see. Specification: docs/protocol.md.
 */
@NullMarked
package dev.callsign.demo;

import org.jspecify.annotations.NullMarked;
