/**
 * In comes the address of an ACME server and what to ask it for (RFC 8555); out goes where the
 * order stands, step by step, or an {@link dev.callsign.acme.order.OrderFailure}. Nothing is kept
 * here: an order is found again by its address.
 */
@NullMarked
package dev.callsign.acme.order;

import org.jspecify.annotations.NullMarked;
