package dev.callsign.acme.challenge;

import org.xbill.DNS.Name;

/**
 * Where a record really is.
 *
 * @param apex of the zone that holds it
 * @param owner its name, after all aliases
 */
record Zone(Name apex, Name owner) {}
