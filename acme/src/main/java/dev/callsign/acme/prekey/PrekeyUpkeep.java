package dev.callsign.acme.prekey;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.keys.DeviceKey;
import dev.callsign.prekey.PrekeyUpload;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the prekeys of one device published: makes them, writes the private halves to the store,
 * and only then uploads. A crash at any moment leaves at worst private halves of keys that nobody
 * was told of. An upload whose answer was lost is sent again, with the same keys, before anything
 * else.
 *
 * <p>The store is locked during each call, network included. What the directory says is believed as
 * far as it asks for more or newer keys, which are bounded; it cannot make this erase any key that
 * was confirmed and is not over. Safe for concurrent use: of two calls at once one fails.
 */
public final class PrekeyUpkeep {

  /** Answers after which the same upload can never succeed. */
  private static final Set<Integer> FINAL = Set.of(400, 409, 413, 422);

  private static final String KEY_ID_REUSED = "key-id-reused";

  /** How often ids are passed over in one call, when the directory knows them. */
  private static final int MAX_SKIPS = 8;

  private final DirectoryDevice directory;
  private final Path storeFile;
  private final DeviceKey key;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * The upkeep of one device.
   *
   * @param directory the device at its directory
   * @param storeFile of {@link PrekeyStore}; created when there is none
   * @param key the identity key that {@code directory} signs with
   */
  public PrekeyUpkeep(
      DirectoryDevice directory, Path storeFile, DeviceKey key, Clock clock, SecureRandom random) {
    this.directory = directory;
    this.storeFile = storeFile;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Publishes what is missing, old or used, and fills the one-time prekeys up to 100.
   *
   * @param postQuantum whether post-quantum prekeys, too, now and in later calls of {@link #refill}
   * @throws CommandFailure as {@link DirectoryDevice} and {@link PrekeyStore#open}
   */
  public Supplied publish(boolean postQuantum) throws CommandFailure {
    try (PrekeyStore store = open()) {
      store.write(store.inventory().wanting(postQuantum));
      return supply(store, SupplyPlan.FULL);
    }
  }

  /**
   * As {@link #publish}, but fills one-time prekeys up only where fewer than 20 are left; whether
   * post-quantum prekeys stays as it was, at first they are. Errors as above.
   */
  public Supplied refill() throws CommandFailure {
    try (PrekeyStore store = open()) {
      return supply(store, SupplyPlan.FEW);
    }
  }

  private PrekeyStore open() throws CommandFailure {
    return PrekeyStore.open(storeFile, directory.device(), key, random);
  }

  private Supplied supply(PrekeyStore store, int below) throws CommandFailure {
    // 1. What an earlier call left unconfirmed.
    boolean resent = resend(store);
    // 2. What the directory has, and what it should have.
    PrekeyStatus status = directory.status();
    SupplyPlan plan = SupplyPlan.of(status, store.inventory(), below, now());
    if (plan.isEmpty()) {
      store.write(store.inventory().pruned(now()));
      return new Supplied(status, plan, resent);
    }
    // 3. The private halves, durably; then the upload.
    for (int skips = 0; ; skips++) {
      store.write(store.inventory().pruned(now()).with(plan, now(), random));
      try {
        return new Supplied(send(store).orElse(status), plan, resent);
      } catch (DirectoryFailure refused) {
        if (skips == MAX_SKIPS || !refused.slug().equals(KEY_ID_REUSED)) {
          throw refused;
        }
      }
    }
  }

  /** Whether a pending upload was confirmed; one that is refused for good is forgotten. */
  private boolean resend(PrekeyStore store) throws CommandFailure {
    try {
      return send(store).isPresent();
    } catch (DirectoryFailure refused) {
      if (FINAL.contains(refused.status())) {
        return false;
      }
      throw refused;
    }
  }

  private Optional<PrekeyStatus> send(PrekeyStore store) throws CommandFailure {
    Optional<PrekeyUpload> upload = store.inventory().upload(key.pair());
    if (upload.isEmpty()) {
      return Optional.empty();
    }
    PrekeyStatus status;
    try {
      status = directory.upload(upload.get());
    } catch (DirectoryFailure refused) {
      forget(store, refused);
      throw refused;
    }
    store.write(store.inventory().confirmed(now()));
    return Optional.of(status);
  }

  private static void forget(PrekeyStore store, DirectoryFailure refused) throws CommandFailure {
    if (FINAL.contains(refused.status())) {
      PrekeyInventory rest = store.inventory().abandoned();
      store.write(refused.slug().equals(KEY_ID_REUSED) ? rest.skippingIds() : rest);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
