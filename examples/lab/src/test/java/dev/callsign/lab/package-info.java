/**
 * What the lab promises, checked with the JDK, dnsjava, openssl and the verifier.
 *
 * <p>In: a lab on free ports. Out: what a client without any knowledge of the lab sees.
 * Specification: docs/verification.md.
 */
@NullMarked
package dev.callsign.lab;

import org.jspecify.annotations.NullMarked;
