package dev.callsign.ct;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SCTs that a certificate carries (RFC 6962 §3.3), decoded to the last byte and not verified.
 *
 * @param scts those of version 1, in the order of the certificate
 * @param otherVersions how many there are of versions that nobody has defined; a client skips them
 *     (RFC 6962 §3.3)
 */
record SctList(List<Sct> scts, int otherVersions) {

  /** The extension SignedCertificateTimestampList. */
  static final String OID = "1.3.6.1.4.1.11129.2.4.2";

  /** More are refused: each costs a signature, and Let's Encrypt embeds two. */
  static final int MAX_SCTS = 16;

  SctList {
    scts = List.copyOf(scts);
  }

  /**
   * The list in a certificate; empty where it has no such extension.
   *
   * @throws MalformedException as {@link #decode}
   */
  static Optional<SctList> of(X509Certificate leaf) throws MalformedException {
    byte[] extension = leaf.getExtensionValue(OID);
    if (extension == null) {
      return Optional.empty();
    }
    byte[] value = Der.decode(extension).value(Der.OCTET_STRING);
    return Optional.of(decode(Der.decode(value).value(Der.OCTET_STRING)));
  }

  /**
   * Decodes a SignedCertificateTimestampList.
   *
   * @throws MalformedException {@code ct-bad-sct}: an empty list, more than {@value #MAX_SCTS}
   *     SCTs, or a length that does not fit exactly
   */
  static SctList decode(byte[] bytes) throws MalformedException {
    ByteBuffer outer = ByteBuffer.wrap(bytes);
    ByteBuffer list = ByteBuffer.wrap(Opaque.decode(outer, "the list of SCTs"));
    if (outer.hasRemaining() || !list.hasRemaining()) {
      throw malformed("the list of SCTs is empty, or bytes follow it");
    }
    List<Sct> scts = new ArrayList<>();
    int otherVersions = 0;
    while (list.hasRemaining()) {
      if (scts.size() + otherVersions == MAX_SCTS) {
        throw malformed("the list has more than " + MAX_SCTS + " SCTs");
      }
      byte[] sct = Opaque.decode(list, "an SCT");
      if (sct.length == 0) {
        throw malformed("an SCT is empty");
      }
      if (sct[0] == Sct.VERSION_1) {
        scts.add(Sct.decode(sct));
      } else {
        otherVersions++;
      }
    }
    return new SctList(scts, otherVersions);
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.CT_BAD_SCT, detail);
  }
}
