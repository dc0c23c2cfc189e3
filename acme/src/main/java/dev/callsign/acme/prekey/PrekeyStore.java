package dev.callsign.acme.prekey;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/**
 * The private halves of a device's prekeys, in one file of mode 0600, encrypted with the passphrase
 * of the device's key; in the clear where that is.
 *
 * <p>Whoever holds an open store holds its lock, against other threads and processes. Every change
 * is durable when the call returns; a crash leaves the file as it was before or after. Encrypting
 * and decrypting takes most of a second, on purpose. Not safe for concurrent use.
 */
public final class PrekeyStore implements AutoCloseable {

  /** Bytes of the largest store that is read; a full one is about 3,000,000. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Path path;
  private final DeviceAddress device;
  private final DeviceKey key;
  private final SecureRandom random;
  private final ExclusiveLock lock;
  private PrekeyInventory inventory;

  private PrekeyStore(
      Path path,
      DeviceAddress device,
      DeviceKey key,
      SecureRandom random,
      ExclusiveLock lock,
      PrekeyInventory inventory) {
    this.path = path;
    this.device = device;
    this.key = key;
    this.random = random;
    this.lock = lock;
    this.inventory = inventory;
  }

  /**
   * Opens the store of {@code device}; a file that is not there is an empty store.
   *
   * @param key the device's identity key, whose passphrase is the store's
   * @throws CommandFailure {@code TRY_LATER}: somebody else has it open; {@code BAD_INPUT}: wrong
   *     passphrase, damaged, or another device's; otherwise as {@link InputFile#read}
   */
  public static PrekeyStore open(
      Path path, DeviceAddress device, DeviceKey key, SecureRandom random) throws CommandFailure {
    ExclusiveLock lock = ExclusiveLock.take(path);
    try {
      PrekeyInventory inventory = read(path, device, key).orElseGet(PrekeyInventory::empty);
      return new PrekeyStore(path, device, key, random, lock, inventory);
    } catch (CommandFailure | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What a store holds, without its lock; empty when there is no file. Errors as above. */
  static Optional<PrekeyInventory> read(Path path, DeviceAddress device, DeviceKey key)
      throws CommandFailure {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    byte[] file = InputFile.read(path, MAX_BYTES);
    byte[] plain = new StoreSeal(path, key.passphrase()).open(file);
    return Optional.of(
        InventoryJson.decode(JsonFile.of(path, plain), device, key.pair().identityKey()));
  }

  /** The signed prekey with this id, also one that was replaced less than 30 days ago. Secret. */
  public Optional<CurveKeyPair> signedPrekey(int keyId) {
    return inventory.signed().find(keyId).map(OwnPrekey::pair);
  }

  /** The one-time prekey with this id, unless it was erased. Secret. */
  public Optional<CurveKeyPair> oneTimePrekey(int keyId) {
    return inventory.oneTime().find(keyId).map(OwnPrekey::pair);
  }

  /**
   * The post-quantum prekey with this id, last-resort or one-time, unless it was erased. Secret.
   */
  public Optional<KyberKeyPair> pqPrekey(int keyId) {
    return inventory
        .pqOneTime()
        .find(keyId)
        .or(() -> inventory.lastResort().find(keyId))
        .map(OwnPrekey::pair);
  }

  /** Whether this post-quantum prekey is one of last resort, which is not erased after use. */
  public boolean isLastResort(int keyId) {
    return inventory.lastResort().find(keyId).isPresent();
  }

  /**
   * Erases one-time prekeys that were used, so that what was sent to them cannot be read again
   * (PQXDH §3.4). Ids that are not there are passed over. Last-resort prekeys are never erased
   * here.
   *
   * @throws CommandFailure as {@link DurableFile#replace}
   */
  public void erase(Set<Integer> oneTimeIds, Set<Integer> pqOneTimeIds) throws CommandFailure {
    write(inventory.without(oneTimeIds, pqOneTimeIds));
  }

  PrekeyInventory inventory() {
    return inventory;
  }

  /** Makes {@code next} the content; nothing is written when it is already. */
  void write(PrekeyInventory next) throws CommandFailure {
    if (next.equals(inventory)) {
      return;
    }
    if (next.nextIds().isExhausted()) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, device + " has used all key ids up to " + NextIds.MAX_ID);
    }
    byte[] plain =
        InventoryJson.encode(next, device, key.pair().identityKey())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    byte[] file = new StoreSeal(path, key.passphrase()).close(plain, random);
    DurableFile.replace(path, file, DurableFile.SECRET);
    inventory = next;
  }

  /** Frees the lock. */
  @Override
  public void close() throws CommandFailure {
    lock.close();
  }
}
