package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.keys.PassphrasePrompt;
import dev.callsign.acme.prekey.DeviceOptions;
import dev.callsign.acme.prekey.OwnDevice;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.statement.Device;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code veto}: ends, for ever, the change of devices that a directory holds (docs/protocol.md §5),
 * signed by a device of the statement in force. Shows first what the directory says is held, and
 * asks.
 *
 * <p>A veto does not name what it ends: it is whatever is held when it arrives.
 */
@Command(
    name = "veto",
    description = "End a change of devices that a directory holds; it cannot be taken back.")
public final class VetoCommand implements Callable<Integer> {
  private static final String YES = "yes";

  private final Clock clock;
  private final SecureRandom random;
  private final @Nullable PassphrasePrompt prompt;

  @Option(
      names = "--yes",
      description = "Do not ask. Sends it also where the history shows nothing that is held.")
  private boolean yes;

  @Mixin private final DeviceOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /**
   * A command that takes time, randomness and the passphrase from these.
   *
   * @param prompt null when nobody sits at a terminal
   */
  public VetoCommand(
      Clock clock,
      SecureRandom random,
      PassphraseOptions passphrases,
      @Nullable PassphrasePrompt prompt) {
    this.clock = clock;
    this.random = random;
    this.options = new DeviceOptions(passphrases);
    this.prompt = prompt;
  }

  @Override
  public Integer call() throws CommandFailure {
    DirectoryAddress directory = options.directory();
    DeviceRegister register = options.register();
    Set<IdentityKey> own =
        register.devices().stream().map(Device::identityKey).collect(Collectors.toSet());
    Optional<HeldChange> held = HeldChange.find(new History(directory, register.callsign()));
    if (held.isPresent()) {
      output.show(lines(held.get(), register, directory, own));
    } else if (!yes) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "the history of " + register.callsign() + " at " + directory + " shows nothing held");
    }
    if (!yes) {
      ask();
    }
    OwnDevice device = options.device();
    device.at(directory, clock, random).veto();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", register.callsign().aLabel())
        .put("device", device.address().toString())
        .put("directory", directory.toString())
        .put("vetoed", true);
    held.ifPresent(change -> change.writeTo(json.putObject("held")));
    output.print(
        json,
        List.of(
            "Vetoed by " + device.address() + " at " + directory + ": nothing is held any more.",
            "Next: take the domain back: who still answers for it can ask again with other keys."));
    return ExitCode.OK.number();
  }

  private static List<String> lines(
      HeldChange held, DeviceRegister register, DirectoryAddress directory, Set<IdentityKey> own) {
    List<String> lines = new ArrayList<>();
    lines.add(register.callsign() + " at " + directory + ", as the directory says:");
    lines.addAll(held.lines(own));
    lines.add("After a veto the new identity keys never speak for " + register.callsign() + ".");
    if (held.isOwn(own)) {
      lines.add("SOME OF THEM ARE IN YOUR DEVICES FILE: if this is your own change, do not veto.");
    }
    return lines;
  }

  private void ask() throws CommandFailure {
    if (prompt == null) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "there is no terminal to ask at: look at what is held, then give --yes");
    }
    char[] answer = prompt.ask("Type yes to veto it (it is not shown): ");
    if (!Arrays.equals(answer, YES.toCharArray())) {
      throw new CommandFailure(ExitCode.BAD_CONFIGURATION, "nothing was vetoed");
    }
  }
}
