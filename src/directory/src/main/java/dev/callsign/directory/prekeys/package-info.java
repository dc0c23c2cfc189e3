/**
 * What devices upload and others claim: checked prekeys, each one-time key handed out once.
 *
 * <p>In: checked uploads and signed requests. Out: what is published of a device, what a claim
 * gets, what the owner is told. Specification: docs/protocol.md §4. Plain JDBC: a claim is a few
 * statements in one short transaction, and the row of the target device is its lock, across all
 * replicas.
 */
@NullMarked
package dev.callsign.directory.prekeys;

import org.jspecify.annotations.NullMarked;
