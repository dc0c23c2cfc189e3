package dev.callsign.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Certificates and revocation lists around any bytes (RFC 5280 §4.1.1, §5.1.1). */
final class SignedDer {

  private SignedDer() {}

  /** The bytes as they are, the algorithm ecdsa-with-SHA256, and a signature. */
  static byte[] sign(byte[] tbs, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(tbs);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes(tbs);
      content.writeBytes(
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256).getEncoded());
      content.writeBytes(new DERBitString(signature.sign()).getEncoded());
      byte[] sequence = new DEROctetString(content.toByteArray()).getEncoded();
      sequence[0] = BERTags.SEQUENCE | BERTags.CONSTRUCTED; // same length octets, another tag
      return sequence;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
