package dev.callsign.acme.order;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.PublicHalf;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/**
 * The key of an account in a file: PKCS#8 in PEM, mode 0600. Made here on P-256; read is whatever
 * {@link KeyFile} reads, so that accounts of other ACME clients go on.
 */
public final class AccountKeyFile {

  /** ES256, which every ACME server has to know (RFC 8555 §6.2). */
  private static final String CURVE = "secp256r1";

  private AccountKeyFile() {}

  /**
   * Makes a key, writes it to a new file and reads it back.
   *
   * @throws CommandFailure as {@link KeyFile#create}
   */
  public static KeyPair create(Path path, SecureRandom random) throws CommandFailure {
    KeyPair made = generate(random);
    KeyFile.create(path, made.getPrivate().getEncoded());
    KeyPair read = read(path);
    if (!Arrays.equals(read.getPublic().getEncoded(), made.getPublic().getEncoded())) {
      throw new CommandFailure(ExitCode.TRY_LATER, path + " gives back another key than was made");
    }
    return read;
  }

  /** The key in a file. Errors as {@link KeyFile#readPrivate}. */
  public static KeyPair read(Path path) throws CommandFailure {
    PrivateKey key = KeyFile.readPrivate(path);
    return new KeyPair(PublicHalf.of(key), key);
  }

  private static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows P-256", e);
    }
  }
}
