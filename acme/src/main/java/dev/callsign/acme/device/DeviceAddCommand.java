package dev.callsign.acme.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.keys.DeviceKeyFile;
import dev.callsign.acme.keys.Passphrase;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.statement.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code device add}: makes an identity key and lists it in the devices file.
 *
 * <p>The private key is durable before the devices file names it, so that a crash leaves at worst a
 * key that nobody knows, never a listed device without its key.
 */
@Command(name = "add", description = "Make an identity key for a new device and list the device.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class DeviceAddCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The callsign; may be left out once the devices file exists.")
  private @Nullable String domain;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      required = true,
      description = "The devices file; created when there is none.")
  private Path devicesFile;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "What people call the device, for example phone.")
  private @Nullable String name;

  @Option(
      names = "--registration-id",
      paramLabel = "N",
      description = "1 to 16383, as the messaging client chose it; random when absent.")
  private @Nullable Integer registrationId;

  @Option(
      names = "--key-out",
      paramLabel = "FILE",
      description = "Where the private key goes; device-<id>.key beside the devices file.")
  private @Nullable Path keyOut;

  @Option(
      names = "--unencrypted",
      description = "Write the private key in the clear; its prekeys will be, too.")
  private boolean unencrypted;

  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final PassphraseOptions passphrases;

  /** A command that takes time, randomness and the passphrase from these. */
  public DeviceAddCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases) {
    this.clock = clock;
    this.random = random;
    this.passphrases = passphrases;
  }

  @Override
  public Integer call() throws CommandFailure {
    checkName();
    int registration = registrationId();
    if (unencrypted && passphrases.hasFile()) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "give --unencrypted or --passphrase-file, not both");
    }
    try (ExclusiveLock _ = ExclusiveLock.take(devicesFile)) {
      DeviceRegister register = register();
      register.requireRoom();
      Passphrase passphrase = unencrypted ? null : passphrases.choose();
      IdentityKeyPair keyPair = IdentityKeyPair.generate(random);
      Path keyFile = keyOut == null ? DeviceFiles.key(devicesFile, register.nextId()) : keyOut;
      requireOwnFile(keyFile);
      DeviceKeyFile.create(keyFile, keyPair, passphrase, random);
      Device device =
          Device.of(
              register.callsign(),
              register.nextId(),
              registration,
              name,
              keyPair,
              clock.instant().truncatedTo(ChronoUnit.SECONDS));
      DevicesFile.write(devicesFile, register.with(device));
      report(register.callsign(), device, keyFile);
    }
    return ExitCode.OK.number();
  }

  private void requireOwnFile(Path keyFile) throws CommandFailure {
    if (keyFile.toAbsolutePath().normalize().equals(devicesFile.toAbsolutePath().normalize())) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, "--key-out and --devices name the same file");
    }
  }

  private void checkName() throws CommandFailure {
    if (name != null
        && (name.length() > Device.MAX_NAME_CHARS
            || name.isBlank()
            || !PlainText.line(name).equals(name))) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "--name is 1 to " + Device.MAX_NAME_CHARS + " printable characters");
    }
  }

  private int registrationId() throws CommandFailure {
    if (registrationId == null) {
      return random.nextInt(Device.MIN_REGISTRATION_ID, Device.MAX_REGISTRATION_ID + 1);
    }
    if (registrationId < Device.MIN_REGISTRATION_ID
        || registrationId > Device.MAX_REGISTRATION_ID) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "--registration-id is from "
              + Device.MIN_REGISTRATION_ID
              + " to "
              + Device.MAX_REGISTRATION_ID);
    }
    return registrationId;
  }

  private DeviceRegister register() throws CommandFailure {
    if (Files.exists(devicesFile)) {
      DeviceRegister register = DevicesFile.read(devicesFile);
      register.requireCallsign(domain == null ? null : names.parse(domain), devicesFile);
      return register;
    }
    if (domain == null) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          devicesFile + " does not exist yet: say whose devices it will list with --domain NAME");
    }
    return DeviceRegister.empty(names.parse(domain));
  }

  private void report(Callsign callsign, Device device, Path keyFile) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", callsign.aLabel())
        .put("id", device.id())
        .put("registration_id", device.registrationId())
        .put("identity_key", device.identityKey().toBase64Url())
        .put("devices_file", devicesFile.toString())
        .put("key_file", keyFile.toString())
        .put("encrypted", !unencrypted);
    output.print(
        json,
        List.of(
            "Added device " + device.id() + " of " + callsign + " to " + devicesFile,
            "  registration id  " + device.registrationId(),
            "  identity key     " + device.identityKey(),
            "  private key      "
                + keyFile
                + (unencrypted ? " (IN THE CLEAR;" : " (encrypted;")
                + " it exists nowhere else)",
            "Next: sign a statement that lists it:",
            "  callsign-acme sign --cert FULLCHAIN --key KEY --devices " + devicesFile));
  }
}
