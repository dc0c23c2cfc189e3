package dev.callsign.acme.order;

import dev.callsign.x509.CertificateChain;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Which of several chains for the same leaf is taken: the first one that ends at the wanted issuer,
 * or else the first one that the issuer stands anywhere in.
 *
 * @param issuer a common name, compared exactly
 */
record ChainPreference(String issuer) {

  Optional<CertificateChain> best(List<CertificateChain> offered) {
    return offered.stream()
        .filter(this::endsAt)
        .findFirst()
        .or(() -> offered.stream().filter(this::passes).findFirst());
  }

  /** Whether the last certificate was issued by it. */
  boolean endsAt(CertificateChain chain) {
    return issued(chain.certificates().getLast());
  }

  private boolean passes(CertificateChain chain) {
    return chain.certificates().stream().anyMatch(this::issued);
  }

  private boolean issued(X509Certificate certificate) {
    return commonNames(certificate.getIssuerX500Principal()).contains(issuer);
  }

  private static List<String> commonNames(X500Principal name) {
    return Arrays.stream(X500Name.getInstance(name.getEncoded()).getRDNs(BCStyle.CN))
        .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
        .filter(attribute -> attribute.getType().equals(BCStyle.CN))
        .map(AttributeTypeAndValue::getValue)
        .map(IETFUtils::valueToString)
        .toList();
  }
}
