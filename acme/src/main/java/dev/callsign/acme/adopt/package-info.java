/**
 * Lives with other ACME clients: takes over the certificates that they make.
 *
 * <p>In: files of certbot, lego, Caddy, acme.sh or a Kubernetes secret. Out: generations of the
 * agent's folder. Specification: acme/README.md, "Other ACME clients".
 */
@NullMarked
package dev.callsign.acme.adopt;

import org.jspecify.annotations.NullMarked;
