package dev.callsign.acme.certificate;

/**
 * What became of a certificate that another ACME client made.
 *
 * @param generation where it is kept
 * @param isNew whether it was not kept before
 * @param isLive whether it is served from now on; not where one is served that ends no earlier
 */
public record Adopted(Generation generation, boolean isNew, boolean isLive) {}
