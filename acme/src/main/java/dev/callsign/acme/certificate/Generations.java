package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.keys.KeyFile;
import dev.callsign.acme.keys.KeyMatch;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder {@code gen}. A generation is written under a name that nobody looks for, {@code
 * .new-NNNNNN}, its key last of all, and then gets its own: so a folder of that name that has a key
 * is complete, and one without a key holds nothing that anybody needs.
 */
final class Generations {

  private static final Pattern NAME = Pattern.compile("\\d{6,9}");
  private static final Pattern UNFINISHED = Pattern.compile("\\.new-(\\d{6,9})");

  private final Path folder;

  Generations(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** The name of a generation's folder. */
  static String name(int number) {
    return "%06d".formatted(number);
  }

  /** Their numbers, rising. */
  List<Integer> numbers() throws CommandFailure {
    return DurableFolder.list(folder).stream()
        .map(entry -> entry.getFileName().toString())
        .filter(name -> NAME.matcher(name).matches())
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  /**
   * Reads one.
   *
   * @throws CommandFailure {@code BAD_INPUT}: its files are damaged; otherwise as {@link
   *     InputFile#read}
   */
  Generation read(int number) throws CommandFailure {
    Path at = folder.resolve(name(number));
    GenerationMeta meta = GenerationMeta.read(at.resolve(Generation.META));
    CertificateChain chain = chain(at.resolve(Generation.FULL_CHAIN));
    return new Generation(number, at, chain, meta.origin(), meta.createdAt());
  }

  /** All of them, rising. Errors as {@link #read}. */
  List<Generation> all() throws CommandFailure {
    List<Generation> all = new ArrayList<>();
    for (int number : numbers()) {
      all.add(read(number));
    }
    return all;
  }

  /**
   * Keeps a chain with its key, durable when the call returns. A leaf that a generation has already
   * is not kept twice.
   *
   * @param key the private key of the leaf, as the caller has checked
   */
  Generation write(CertificateChain chain, PrivateKey key, Origin origin, Instant now)
      throws CommandFailure {
    String leaf = Fingerprint.ofCertificate(chain.leaf());
    List<Generation> all = all();
    Optional<Generation> known =
        all.stream().filter(each -> each.leaf().sha256().equals(leaf)).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    int number = all.isEmpty() ? 1 : all.getLast().number() + 1;
    Path unfinished = folder.resolve(".new-" + name(number));
    discard(unfinished);
    DurableFolder.create(unfinished);
    write(unfinished.resolve(Generation.CERTIFICATE), CertificateChain.of(List.of(chain.leaf())));
    List<X509Certificate> issuers = chain.certificates().subList(1, chain.certificates().size());
    if (!issuers.isEmpty()) {
      write(unfinished.resolve(Generation.CHAIN), CertificateChain.of(issuers));
    }
    write(unfinished.resolve(Generation.FULL_CHAIN), chain);
    new GenerationMeta(origin, now).create(unfinished.resolve(Generation.META));
    KeyFile.create(unfinished.resolve(Generation.KEY), key.getEncoded());
    return finish(unfinished, number);
  }

  /** Finishes or removes what a crash left; a key is removed only where it has no certificate. */
  void recover() throws CommandFailure {
    for (Path entry : DurableFolder.list(folder)) {
      Matcher unfinished = UNFINISHED.matcher(entry.getFileName().toString());
      if (!unfinished.matches()) {
        continue;
      }
      if (Files.exists(entry.resolve(Generation.KEY))) {
        finish(entry, Integer.parseInt(unfinished.group(1)));
      } else {
        discard(entry);
      }
    }
  }

  /** The private key of a generation. Secret. Empty when it was deleted. */
  Optional<PrivateKey> key(Generation generation) throws CommandFailure {
    return Files.exists(generation.key())
        ? Optional.of(KeyFile.readPrivate(generation.key()))
        : Optional.empty();
  }

  private Generation finish(Path unfinished, int number) throws CommandFailure {
    PrivateKey key = KeyFile.readPrivate(unfinished.resolve(Generation.KEY));
    CertificateChain chain = chain(unfinished.resolve(Generation.FULL_CHAIN));
    if (!KeyMatch.areHalves(key, chain.leaf().getPublicKey())) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          unfinished + " holds a key that is not its certificate's: look at it and move it away");
    }
    DurableFolder.rename(unfinished, folder.resolve(name(number)));
    return read(number);
  }

  private static void discard(Path unfinished) throws CommandFailure {
    for (Path file : DurableFolder.list(unfinished)) {
      DurableFolder.remove(file);
    }
    DurableFolder.remove(unfinished);
  }

  private static void write(Path file, CertificateChain chain) throws CommandFailure {
    DurableFile.create(file, chain.toPem().getBytes(StandardCharsets.US_ASCII), DurableFile.PUBLIC);
  }

  private static CertificateChain chain(Path file) throws CommandFailure {
    try {
      return CertificateChain.parsePem(InputFile.readText(file));
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, file + " is not a certificate chain in PEM: " + e.detail());
    }
  }
}
