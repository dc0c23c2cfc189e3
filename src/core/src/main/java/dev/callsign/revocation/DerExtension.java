package dev.callsign.revocation;

import dev.callsign.report.MalformedException;

/**
 * One extension (RFC 5280 §4.1.2.9), of a list or of one of its entries.
 *
 * @param oid as {@link Der#readOid}
 * @param value what is inside the OCTET STRING
 */
record DerExtension(String oid, boolean isCritical, Der value) {

  /** Reads the next of Extensions. */
  static DerExtension read(Der extensions) throws MalformedException {
    Der item = extensions.read(Der.SEQUENCE);
    String oid = item.readOid();
    boolean isCritical = item.hasNext(Der.BOOLEAN) && item.readBoolean(Der.BOOLEAN);
    Der value = item.read(Der.OCTET_STRING);
    item.end();
    return new DerExtension(oid, isCritical, value);
  }
}
