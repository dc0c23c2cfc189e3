package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.KeyMatch;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * The key that the next certificate will have: {@code next/privkey.pem}, mode 0600, P-256. It is
 * there before its hash is announced and before any order is opened for it.
 */
final class NextKey {

  /** Every ACME server takes P-256; statements are ES256 then. */
  private static final String CURVE = "secp256r1";

  private final Path folder;
  private final Path file;

  NextKey(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(Generation.KEY);
  }

  Path file() {
    return file;
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** The private key. Secret. Errors as {@link KeyFile#readPrivate}. */
  PrivateKey read() throws CommandFailure {
    return KeyFile.readPrivate(file);
  }

  /** SHA-256 of its SPKI, base64url; empty when there is no key. */
  Optional<String> sha256() throws CommandFailure {
    return exists() ? Optional.of(Fingerprint.ofKey(PublicHalf.of(read()))) : Optional.empty();
  }

  /**
   * Makes a key when there is none. When the call returns, the key is durable, and what was read
   * back from the disk has signed for the public half that was made.
   *
   * @return SHA-256 of its SPKI, base64url
   */
  String create(SecureRandom random) throws CommandFailure {
    DurableFolder.create(folder);
    if (exists()) {
      return sha256().orElseThrow();
    }
    KeyPair pair = generate(random);
    KeyFile.create(file, pair.getPrivate().getEncoded());
    if (!KeyMatch.areHalves(read(), pair.getPublic())) {
      throw new CommandFailure(
          ExitCode.TRY_LATER, file + " does not hold the key that was written: check the disk");
    }
    return Fingerprint.ofKey(pair.getPublic());
  }

  /** Takes the key away: a generation has it, or an authority refused it. */
  void remove() throws CommandFailure {
    DurableFolder.remove(file);
  }

  private static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }
}
