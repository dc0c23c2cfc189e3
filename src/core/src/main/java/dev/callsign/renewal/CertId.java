package dev.callsign.renewal;

import dev.callsign.json.Base64Url;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * What an ACME server calls a certificate: the key of its issuer and its serial number (RFC 9773
 * §4.1).
 *
 * @param text both in base64url without padding, with a full stop between them
 */
public record CertId(String text) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  /** Refuses text that is not of this form: it becomes a part of addresses. */
  public CertId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not two parts in base64url: " + text);
    }
  }

  /** The identifier of {@code leaf}; empty when it does not name the key of its issuer. */
  public static Optional<CertId> of(X509Certificate leaf) {
    return issuersKey(leaf)
        .map(Base64Url::encode)
        .map(key -> new CertId(key + "." + Base64Url.encode(leaf.getSerialNumber().toByteArray())));
  }

  private static Optional<byte[]> issuersKey(X509Certificate leaf) {
    byte @Nullable [] value = leaf.getExtensionValue(Extension.authorityKeyIdentifier.getId());
    if (value == null) {
      return Optional.empty();
    }
    try {
      byte[] der = ASN1OctetString.getInstance(value).getOctets();
      return Optional.ofNullable(AuthorityKeyIdentifier.getInstance(der).getKeyIdentifierOctets())
          .filter(key -> key.length > 0);
    } catch (RuntimeException e) { // Bouncy Castle says malformed in many ways
      return Optional.empty();
    }
  }

  /** The identifier as it stands in addresses and orders. */
  @Override
  public String toString() {
    return text;
  }
}
