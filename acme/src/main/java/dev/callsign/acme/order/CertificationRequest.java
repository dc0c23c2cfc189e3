package dev.callsign.acme.order;

import dev.callsign.name.Callsign;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Asks for a certificate for one name (RFC 2986, RFC 8555 §7.4): the name as the one subject
 * alternative name, an empty subject, which authorities fill or leave as they like.
 */
public final class CertificationRequest {

  private CertificationRequest() {}

  /**
   * A request in DER.
   *
   * @param key of the certificate: EC on P-256 or P-384, or RSA; never that of the account
   * @throws IllegalArgumentException a key of another kind
   */
  public static byte[] of(Callsign callsign, KeyPair key) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, callsign.aLabel())));
      return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), key.getPublic())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder(algorithm(key)).build(key.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalArgumentException("a key that cannot sign a certification request", e);
    }
  }

  private static String algorithm(KeyPair key) {
    return switch (key.getPrivate().getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> throw new IllegalArgumentException("neither EC nor RSA");
    };
  }
}
