package dev.callsign.acme.prekey;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.PasswordBasedDecrypter;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.keys.Passphrase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts a store as one JWE in compact serialization: {@code PBES2-HS512+A256KW} (RFC 7518 §4.8)
 * and {@code A256GCM}; or leaves it in the clear, where the identity key is in the clear, too.
 */
final class StoreSeal {

  /** {@code p2c}: as many rounds of PBKDF2 with HMAC-SHA-512 as the identity key gets. */
  static final int ITERATIONS = 600_000;

  private static final int SALT_BYTES = 16;
  private static final JWEAlgorithm ALGORITHM = JWEAlgorithm.PBES2_HS512_A256KW;
  private static final EncryptionMethod METHOD = EncryptionMethod.A256GCM;

  private final Path path;
  private final @Nullable Passphrase passphrase;

  /**
   * A seal.
   *
   * @param path for messages
   * @param passphrase null to keep the store in the clear
   */
  StoreSeal(Path path, @Nullable Passphrase passphrase) {
    this.path = path;
    this.passphrase = passphrase;
  }

  /** The bytes of the file that holds {@code plain}. */
  byte[] close(byte[] plain, SecureRandom random) {
    if (passphrase == null) {
      return plain;
    }
    try {
      PasswordBasedEncrypter encrypter =
          new PasswordBasedEncrypter(passphrase.reveal(), SALT_BYTES, ITERATIONS);
      encrypter.getJCAContext().setSecureRandom(random);
      JWEObject jwe = new JWEObject(new JWEHeader(ALGORITHM, METHOD), new Payload(plain));
      jwe.encrypt(encrypter);
      return jwe.serialize().getBytes(StandardCharsets.US_ASCII);
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has PBKDF2 and AES", e);
    }
  }

  /**
   * What {@link #close} was given. A store in the clear is read whatever the seal: it will be
   * encrypted when it is written the next time.
   *
   * @throws CommandFailure {@code BAD_INPUT}: wrong passphrase or none, damaged, or not a store
   */
  byte[] open(byte[] file) throws CommandFailure {
    if (file.length > 0 && file[0] == '{') {
      return file;
    }
    JWEObject jwe;
    try {
      jwe = JWEObject.parse(new String(file, StandardCharsets.US_ASCII));
    } catch (ParseException e) {
      throw bad("it is not a store of prekeys");
    }
    if (!ALGORITHM.equals(jwe.getHeader().getAlgorithm())
        || !METHOD.equals(jwe.getHeader().getEncryptionMethod())
        || jwe.getHeader().getCompressionAlgorithm() != null) {
      throw bad("it is encrypted in a way that is not known here");
    }
    if (passphrase == null) {
      throw bad("it is encrypted, but the private key beside it is not");
    }
    try {
      jwe.decrypt(new PasswordBasedDecrypter(passphrase.reveal()));
    } catch (JOSEException e) {
      throw bad("the passphrase is wrong, or it is damaged");
    }
    return jwe.getPayload().toBytes();
  }

  private CommandFailure bad(String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, path + " cannot be used: " + why);
  }
}
