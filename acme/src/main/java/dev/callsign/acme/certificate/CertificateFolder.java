package dev.callsign.acme.certificate;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.keys.KeyMatch;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.UnverifiedStatement;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import dev.callsign.x509.LeafNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys, certificates and statements of one callsign, in the folder {@code certs/<callsign>} (ADR
 * 0019):
 *
 * <pre>
 *   lock              held by whoever has the folder open
 *   state.json        0600  what is under way
 *   next/privkey.pem  0600  the key that the next certificate will have
 *   gen/000007/       privkey.pem and meta.json 0600; cert.pem, chain.pem, fullchain.pem and
 *                     statement.jws 0644
 *   live              symbolic link to gen/000007
 * </pre>
 *
 * <p>Folders are 0700, and files have their mode from the moment they are opened, whatever the
 * umask. Every change is durable when the call returns; a crash at any moment leaves the folder as
 * it was before or after, or with something unfinished that the next {@link #open} finishes or
 * removes. A private key is used only after it was read back and has signed. Not safe for
 * concurrent use; other threads and processes are kept out by the lock.
 *
 * <p>It does NOT check that a chain leads to a trust anchor or is valid now.
 */
public final class CertificateFolder implements AutoCloseable {

  static final String LIVE = "live";
  private static final Pattern TARGET = Pattern.compile("gen/(\\d{6,9})");

  /** Files that {@link DurableFile} leaves when the process dies in it. */
  private static final Pattern LEFT_OVER = Pattern.compile("\\.callsign-.*");

  private static final byte[] PROBE =
      "written to see whether it can be\n".getBytes(StandardCharsets.US_ASCII);

  private final Path folder;
  private final Callsign callsign;
  private final ExclusiveLock lock;
  private final Generations generations;
  private final NextKey next;

  private CertificateFolder(Path folder, Callsign callsign, ExclusiveLock lock) {
    this.folder = folder;
    this.callsign = callsign;
    this.lock = lock;
    this.generations = new Generations(folder.resolve("gen"));
    this.next = new NextKey(folder.resolve("next"));
  }

  /**
   * Opens the folder of a callsign, makes it when it is missing, and finishes or removes what a
   * crash left.
   *
   * @param home the agent's folder, above {@code certs}
   * @throws CommandFailure {@code TRY_LATER}: somebody else has it open; {@code BAD_CONFIGURATION}:
   *     others than its owner may look into it; {@code BAD_INPUT}: something in it is damaged
   */
  public static CertificateFolder open(Path home, Callsign callsign) throws CommandFailure {
    Path folder = home.resolve("certs").resolve(callsign.aLabel());
    DurableFolder.create(folder);
    ExclusiveLock lock = ExclusiveLock.takeFolder(folder);
    try {
      CertificateFolder opened = new CertificateFolder(folder, callsign, lock);
      opened.recover();
      return opened;
    } catch (CommandFailure | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void recover() throws CommandFailure {
    DurableFolder.create(generations.folder());
    sweep(folder);
    sweep(folder.resolve("next"));
    generations.recover();
    for (int number : generations.numbers()) {
      sweep(generations.folder().resolve(Generations.name(number)));
    }
    forgetSpentKey();
  }

  private static void sweep(Path folder) throws CommandFailure {
    for (Path entry : DurableFolder.list(folder)) {
      if (LEFT_OVER.matcher(entry.getFileName().toString()).matches()) {
        DurableFolder.remove(entry);
      }
    }
  }

  /** The callsign that the certificates are for. */
  public Callsign callsign() {
    return callsign;
  }

  /** Where {@code state.json} is. */
  Path stateFile() {
    return folder.resolve("state.json");
  }

  /**
   * Makes sure that a certificate could be kept, before anybody is asked for one.
   *
   * @throws CommandFailure as {@link DurableFile#replace}
   */
  void prove() throws CommandFailure {
    for (Path each : List.of(folder, generations.folder())) {
      Path probe = each.resolve(".callsign-probe");
      DurableFile.replace(probe, PROBE, DurableFile.SECRET);
      DurableFolder.remove(probe);
    }
  }

  /** SHA-256 of the SPKI of the next key, base64url; empty when there is none. */
  public Optional<String> nextKey() throws CommandFailure {
    return next.sha256();
  }

  /** As {@link NextKey#create}. */
  String createNextKey(SecureRandom random) throws CommandFailure {
    return next.create(random);
  }

  /**
   * Makes another next key in place of {@code refused}, which no authority takes; when that is not
   * the next key any more, as {@link #createNextKey}.
   */
  String replaceNextKey(String refused, SecureRandom random) throws CommandFailure {
    if (next.sha256().filter(refused::equals).isPresent()) {
      next.remove();
    }
    return next.create(random);
  }

  /** The private key with this SPKI hash, wherever it is. Secret. Empty when it is not here. */
  Optional<PrivateKey> findKey(String sha256) throws CommandFailure {
    if (next.sha256().filter(sha256::equals).isPresent()) {
      return Optional.of(next.read());
    }
    for (Generation generation : generations.all()) {
      if (generation.leaf().keySha256().equals(sha256)) {
        Optional<PrivateKey> found = generations.key(generation);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** All generations, rising by number. */
  public List<Generation> generations() throws CommandFailure {
    return generations.all();
  }

  /** The private key of a generation. Secret. Empty when it was deleted. */
  Optional<PrivateKey> key(Generation generation) throws CommandFailure {
    return generations.key(generation);
  }

  /** The generation that {@code live} points at; empty before there is one. */
  public Optional<Generation> live() throws CommandFailure {
    Path link = folder.resolve(LIVE);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String target;
    try {
      target = Files.readSymbolicLink(link).toString();
    } catch (IOException | UnsupportedOperationException e) {
      target = "";
    }
    Matcher name = TARGET.matcher(target);
    if (!name.matches()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          link
              + " is not the symbolic link to gen/NNNNNN that it should be: point it at the"
              + " generation to serve (ln -sfn gen/NNNNNN live)");
    }
    return Optional.of(generations.read(Integer.parseInt(name.group(1))));
  }

  /**
   * Keeps a chain that an order led to. A leaf that is here already is not kept twice.
   *
   * @param keySha256 the key that it was ordered for
   * @return empty when the leaf is for another name or another key, or the key is not here: then
   *     nothing was kept
   */
  Optional<Generation> keep(CertificateChain chain, String keySha256, Origin origin, Instant now)
      throws CommandFailure {
    Optional<PrivateKey> key = findKey(keySha256);
    if (key.isEmpty()
        || !KeyMatch.areHalves(key.get(), chain.leaf().getPublicKey())
        || LeafNames.check(chain.leaf(), callsign).failed()) {
      return Optional.empty();
    }
    return Optional.of(
        generations.write(chain, key.get(), origin, now.truncatedTo(ChronoUnit.SECONDS)));
  }

  /**
   * Takes over what another ACME client made, as a new generation that is not live yet. A leaf that
   * is here already is not taken twice.
   *
   * @param fullChain leaf first
   * @param key the leaf's private key: PKCS#8, PKCS#1 or SEC1, read by {@link
   *     dev.callsign.acme.keys.KeyFile}
   * @throws CommandFailure {@code BAD_INPUT}: the key does not sign for the leaf, or the leaf is
   *     not for this callsign; nothing was kept then
   */
  public Generation adopt(CertificateChain fullChain, PrivateKey key, Origin origin, Instant now)
      throws CommandFailure {
    Finding names = LeafNames.check(fullChain.leaf(), callsign);
    if (names.failed()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "the certificate is not for " + callsign + ": " + names.seen());
    }
    if (!KeyMatch.areHalves(key, fullChain.leaf().getPublicKey())) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "the key is not the key of the certificate");
    }
    return generations.write(fullChain, key, origin, now.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Makes a generation the one that is served: key and chain change in one step. The next key is
   * forgotten when the generation has it.
   *
   * @throws CommandFailure {@code BAD_INPUT}: its key was deleted; otherwise as {@link
   *     DurableFolder#point}
   */
  public void install(int number) throws CommandFailure {
    Generation generation = generations.read(number);
    if (generations.key(generation).isEmpty()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, generation.folder() + " has no key any more and cannot be served");
    }
    DurableFolder.point(folder.resolve(LIVE), Path.of("gen", Generations.name(number)));
    forgetSpentKey();
  }

  /** A next key that the live generation has is not the next one any more. */
  private void forgetSpentKey() throws CommandFailure {
    Optional<Generation> live = live();
    if (live.isPresent()
        && next.sha256().filter(live.get().leaf().keySha256()::equals).isPresent()
        && generations.key(live.get()).map(PublicHalf::of).map(Fingerprint::ofKey).isPresent()) {
      next.remove();
    }
  }

  /** The statement of a generation; empty when there is none. */
  Optional<String> statement(Generation generation) throws CommandFailure {
    return Files.exists(generation.statement())
        ? Optional.of(InputFile.readText(generation.statement()).stripTrailing())
        : Optional.empty();
  }

  /** The statement with the highest {@code seq} of all generations: what the next one follows. */
  Optional<String> latestStatement() throws CommandFailure {
    String latest = null;
    long highest = 0;
    for (Generation generation : generations.all()) {
      Optional<String> compact = statement(generation);
      if (compact.isPresent()) {
        long seq = seq(generation, compact.get());
        if (seq > highest) {
          highest = seq;
          latest = compact.get();
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  private static long seq(Generation generation, String compact) throws CommandFailure {
    try {
      return UnverifiedStatement.parse(compact).statement().seq();
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, generation.statement() + " is not a statement: " + e.detail());
    }
  }

  /** Puts a statement beside the key that signed it, in place of an older one. */
  void writeStatement(Generation generation, String compact) throws CommandFailure {
    DurableFile.replace(
        generation.statement(), compact.getBytes(StandardCharsets.US_ASCII), DurableFile.PUBLIC);
  }

  /**
   * Deletes the private key of a generation that has served; its certificate stays.
   *
   * @throws CommandFailure {@code BAD_INPUT}: it is live
   */
  void deleteKey(int number) throws CommandFailure {
    if (live().filter(live -> live.number() == number).isPresent()) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "the key that is served is never deleted");
    }
    DurableFolder.remove(generations.read(number).key());
  }

  /** Frees the lock. */
  @Override
  public void close() throws CommandFailure {
    lock.close();
  }
}
