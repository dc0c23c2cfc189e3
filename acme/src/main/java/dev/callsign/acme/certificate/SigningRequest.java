package dev.callsign.acme.certificate;

import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.name.Callsign;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Makes certificate signing requests (RFC 2986) as ACME servers want them (RFC 8555 §7.4). */
final class SigningRequest {

  private SigningRequest() {}

  /**
   * A request for one name, which is in the subject alternative name only; the subject is empty.
   *
   * @return PKCS#10 in DER
   */
  static byte[] encode(Callsign callsign, PrivateKey key) {
    PublicKey publicKey = PublicHalf.of(key);
    String algorithm = publicKey instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, callsign.aLabel())));
      return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), publicKey)
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder(algorithm).build(key))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a key that has signed before signs a request", e);
    }
  }
}
