package dev.callsign.acme.certificate;

import dev.callsign.name.Callsign;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What an order is for: a certificate with one name.
 *
 * @param authority the directory of the ACME server
 * @param callsign the only name
 * @param key SHA-256 of the SPKI of the key that the certificate shall be for, base64url; empty
 *     where nobody knows yet
 * @param replaces the leaf of the same server that this order renews (RFC 9773 §5); empty for an
 *     order that says nothing of an earlier one
 */
public record OrderRequest(
    URI authority, Callsign callsign, Optional<String> key, Optional<X509Certificate> replaces) {}
