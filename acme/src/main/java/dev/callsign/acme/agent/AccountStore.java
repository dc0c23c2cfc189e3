package dev.callsign.acme.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.acme.file.JsonFile;
import dev.callsign.acme.order.Account;
import dev.callsign.acme.order.AccountKeyFile;
import dev.callsign.acme.order.AccountResult;
import dev.callsign.acme.order.Accounts;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.acme.order.NewAccount;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.x509.Fingerprint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;

/**
 * The accounts at ACME servers, one for each: {@code accounts/<host>-<8 of the hash of the
 * directory's address>/account.key}, PKCS#8, and {@code account.json} with the address that the
 * server gave. Both 0600. The key is on the disk before a server hears of it. Called by one thread
 * at a time.
 */
final class AccountStore {
  private static final int HASH_CHARS = 8;

  private static final String SERVER = "directory";
  private static final String LOCATION = "account";

  private final Path folder;
  private final NewAccount wanted;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * Accounts below the agent's folder.
   *
   * @param wanted what a server is told of a new one
   */
  AccountStore(Path home, NewAccount wanted, Clock clock, SecureRandom random) {
    this.folder = home.resolve("accounts");
    this.wanted = wanted;
    this.clock = clock;
    this.random = random;
  }

  /** The account at a server; registers where there is none that we know of. */
  AccountResult at(AcmeServer server) {
    try {
      Path own = folder(server.directory());
      if (Files.exists(locationFile(own))) {
        return new AccountResult.Registered(
            new Account(server, AccountKeyFile.read(keyFile(own)), location(own)));
      }
      return register(server, own);
    } catch (CommandFailure e) {
      return new AccountResult.Failed(new OrderFailure.Local(e.message()));
    }
  }

  /** Registers once more with the same key, at a server that has forgotten it. */
  AccountResult again(AcmeServer server) {
    try {
      return register(server, folder(server.directory()));
    } catch (CommandFailure e) {
      return new AccountResult.Failed(new OrderFailure.Local(e.message()));
    }
  }

  private AccountResult register(AcmeServer server, Path own) throws CommandFailure {
    DurableFolder.create(own);
    KeyPair key =
        Files.exists(keyFile(own))
            ? AccountKeyFile.read(keyFile(own))
            : AccountKeyFile.create(keyFile(own), random);
    AccountResult result = new Accounts(server, clock).register(key, wanted);
    if (result instanceof AccountResult.Registered(Account account)) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put(SERVER, server.directory().toString()).put(LOCATION, account.location().toString());
      String text = json.toPrettyString() + "\n";
      DurableFile.replace(
          locationFile(own), text.getBytes(StandardCharsets.UTF_8), DurableFile.SECRET);
    }
    return result;
  }

  private static URI location(Path own) throws CommandFailure {
    JsonFile file = JsonFile.read(locationFile(own));
    file.requireOnly(Set.of(SERVER, LOCATION));
    try {
      return URI.create(file.text(LOCATION));
    } catch (IllegalArgumentException e) {
      throw file.bad("'" + LOCATION + "' is no URL");
    }
  }

  private Path folder(URI directory) {
    String hash = Fingerprint.sha256Hex(directory.toString().getBytes(StandardCharsets.UTF_8));
    return folder.resolve(directory.getHost() + "-" + hash.substring(0, HASH_CHARS));
  }

  private static Path keyFile(Path own) {
    return own.resolve("account.key");
  }

  private static Path locationFile(Path own) {
    return own.resolve("account.json");
  }
}
