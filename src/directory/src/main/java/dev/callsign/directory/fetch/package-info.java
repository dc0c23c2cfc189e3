/**
 * From checked addresses to what the host of a callsign serves, and to webhooks.
 *
 * <p>In: a callsign and its checked addresses. Out: the presented chain and the statement's bytes,
 * or the finding of the step connect or fetch that ended it. Also: a URL and a body, and whether
 * its host took it. Specification: docs/verification.md, steps connect and fetch; docs/protocol.md
 * §3 and §8, Deliveries.
 */
@NullMarked
package dev.callsign.directory.fetch;

import org.jspecify.annotations.NullMarked;
