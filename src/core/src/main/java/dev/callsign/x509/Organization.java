package dev.callsign.x509;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Reads the organization (X.520 O, RFC 4519 §2.19) out of the subject of a certificate. */
final class Organization {

  private Organization() {}

  /** The organization in the subject of {@code certificate}, or empty when it names none. */
  static Optional<String> of(X509Certificate certificate) {
    try {
      String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
      for (Rdn rdn : new LdapName(subject).getRdns()) {
        // A relative name may hold several attributes (RFC 5280 §4.1.2.4).
        Attribute organization = rdn.toAttributes().get("O");
        if (organization != null) {
          return Optional.of(String.valueOf(organization.get()));
        }
      }
      return Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
  }
}
