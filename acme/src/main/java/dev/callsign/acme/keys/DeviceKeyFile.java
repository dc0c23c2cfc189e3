package dev.callsign.acme.keys;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.MalformedException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * The file of a device's identity key: an Ed25519 key in PEM (RFC 7468), PKCS#8, encrypted ({@code
 * ENCRYPTED PRIVATE KEY}) or, where the owner said so, in the clear ({@code PRIVATE KEY}).
 */
public final class DeviceKeyFile {

  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private DeviceKeyFile() {}

  /**
   * Writes a new file of mode 0600, durable when the call returns.
   *
   * @param passphrase null to write the key in the clear
   * @throws CommandFailure as {@link DurableFile#create}; an existing file is never overwritten
   */
  public static void create(
      Path path, IdentityKeyPair pair, @Nullable Passphrase passphrase, SecureRandom random)
      throws CommandFailure {
    if (passphrase == null) {
      KeyFile.create(path, pair.encode());
    } else {
      KeyFile.create(path, ENCRYPTED, Pbes2.encrypt(pair.encode(), passphrase, random));
    }
  }

  /**
   * Reads a key.
   *
   * @param passphrases asked only when the file is encrypted
   * @throws CommandFailure {@code BAD_INPUT}: wrong passphrase, or no Ed25519 key in PKCS#8;
   *     otherwise as {@link InputFile#read} and {@link PassphraseOptions#ask}
   */
  public static DeviceKey read(Path path, PassphraseOptions passphrases) throws CommandFailure {
    PemObject pem = firstBlock(path);
    return switch (pem.getType()) {
      case KeyFile.PKCS8 -> new DeviceKey(plain(path, pem.getContent()), null);
      case ENCRYPTED -> {
        Passphrase passphrase = passphrases.ask();
        yield new DeviceKey(decrypt(path, pem.getContent(), passphrase), passphrase);
      }
      default -> throw bad(path, "holds " + pem.getType() + ", not the private key of a device");
    };
  }

  private static PemObject firstBlock(Path path) throws CommandFailure {
    PemObject found = null;
    try (PemReader reader = new PemReader(new StringReader(InputFile.readText(path)))) {
      found = reader.readPemObject();
    } catch (IOException | RuntimeException e) {
      // said below: Bouncy Castle answers broken PEM with both kinds
    }
    if (found == null) {
      throw bad(path, "holds no key in PEM (-----BEGIN ENCRYPTED PRIVATE KEY-----)");
    }
    return found;
  }

  private static IdentityKeyPair plain(Path path, byte[] pkcs8) throws CommandFailure {
    try {
      return IdentityKeyPair.decode(pkcs8);
    } catch (MalformedException e) {
      throw bad(path, "does not hold the key of a device: " + e.detail());
    }
  }

  private static IdentityKeyPair decrypt(Path path, byte[] der, Passphrase passphrase)
      throws CommandFailure {
    try {
      return IdentityKeyPair.decode(Pbes2.decrypt(der, passphrase));
    } catch (NoSuchAlgorithmException e) {
      throw bad(path, "is encrypted in a way that is not known here: " + e.getMessage());
    } catch (GeneralSecurityException | MalformedException e) {
      throw bad(path, "cannot be decrypted: the passphrase is wrong, or it is no Ed25519 key");
    }
  }

  private static CommandFailure bad(Path path, String why) {
    return new CommandFailure(ExitCode.BAD_INPUT, path + " " + why);
  }
}
