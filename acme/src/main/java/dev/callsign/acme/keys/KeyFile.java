package dev.callsign.acme.keys;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Key files in PEM (RFC 7468): reads what openssl and ACME clients write, writes PKCS#8.
 *
 * <p>Read are private keys in PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) and
 * SEC1 ({@code EC PRIVATE KEY}) and public keys ({@code PUBLIC KEY}); RSA and EC on named curves.
 * The first key in a file counts; certificates and {@code EC PARAMETERS} beside it are skipped.
 * Encrypted keys are refused. Whether a key is strong enough is not checked here.
 */
public final class KeyFile {

  /** The label of PKCS#8 in the clear (RFC 7468 §10). */
  static final String PKCS8 = "PRIVATE KEY";

  private KeyFile() {}

  /**
   * The private key in a file.
   *
   * @throws CommandFailure {@code BAD_INPUT}: no private key that can be used; otherwise as {@link
   *     InputFile#read}
   */
  public static PrivateKey readPrivate(Path path) throws CommandFailure {
    return switch (firstKey(path)) {
      case PrivateKeyInfo info -> decode(path, info);
      default -> throw bad(path, "holds a public key, but the private key is needed");
    };
  }

  /** The public key in a file, or the public half of the private key in it. Errors as above. */
  public static PublicKey readPublic(Path path) throws CommandFailure {
    return switch (firstKey(path)) {
      case SubjectPublicKeyInfo info -> decode(path, info);
      case PrivateKeyInfo info -> PublicHalf.of(decode(path, info));
      default -> throw new IllegalStateException("a key is private or public");
    };
  }

  /**
   * Writes a new private key file of mode 0600, durable when the call returns.
   *
   * @param pkcs8 the key in DER
   * @throws CommandFailure as {@link DurableFile#create}; an existing file is never overwritten
   */
  public static void create(Path path, byte[] pkcs8) throws CommandFailure {
    create(path, PKCS8, pkcs8);
  }

  /** As {@link #create(Path, byte[])}, for DER of another kind. */
  static void create(Path path, String label, byte[] der) throws CommandFailure {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(label, der));
    } catch (IOException e) {
      throw new IllegalStateException("a string takes every text", e);
    }
    DurableFile.create(
        path, text.toString().getBytes(StandardCharsets.US_ASCII), DurableFile.SECRET);
  }

  /** A {@link PrivateKeyInfo} or a {@link SubjectPublicKeyInfo}. */
  private static Object firstKey(Path path) throws CommandFailure {
    try (PEMParser parser = new PEMParser(new StringReader(InputFile.readText(path)))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        switch (found) {
          case PEMKeyPair pair -> {
            return pair.getPrivateKeyInfo();
          }
          case PrivateKeyInfo info -> {
            return info;
          }
          case SubjectPublicKeyInfo info -> {
            return info;
          }
          case PEMEncryptedKeyPair encrypted -> throw encrypted(path);
          case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(path);
          default -> {} // parameters or a certificate
        }
      }
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle answers broken ASN.1 with both kinds
      throw bad(path, "holds a PEM block that is not the key it says it is");
    }
    throw bad(path, "holds no key in PEM (-----BEGIN PRIVATE KEY-----)");
  }

  private static PrivateKey decode(Path path, PrivateKeyInfo info) throws CommandFailure {
    try {
      PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
      PublicHalf.of(key); // throws for a key that no certificate could be compared with
      return key;
    } catch (PEMException | RuntimeException e) {
      // said below: the key parsed, but no provider knows its kind or its curve
    }
    throw unusable(path);
  }

  private static PublicKey decode(Path path, SubjectPublicKeyInfo info) throws CommandFailure {
    try {
      PublicKey key = new JcaPEMKeyConverter().getPublicKey(info);
      if (key instanceof ECKey || key instanceof RSAKey) {
        return key;
      }
    } catch (PEMException | RuntimeException e) {
      // said below, as above
    }
    throw unusable(path);
  }

  private static CommandFailure unusable(Path path) {
    return bad(path, "holds a key that is neither RSA nor EC on a named curve");
  }

  private static CommandFailure encrypted(Path path) {
    return bad(path, "is encrypted; decrypt it first: openssl pkey -in " + path + " -out …");
  }

  private static CommandFailure bad(Path path, String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, path + " " + why);
  }
}
