/**
 * A certificate authority, a DNS server and TLS hosts on loopback, which can be told to misbehave.
 *
 * <p>In: names, a clock, randomness, misbehaviours. Out: certificates, DNS answers and statements
 * over real sockets. Specification: docs/protocol.md §2 and §3, docs/verification.md.
 */
@NullMarked
package dev.callsign.lab;

import org.jspecify.annotations.NullMarked;
