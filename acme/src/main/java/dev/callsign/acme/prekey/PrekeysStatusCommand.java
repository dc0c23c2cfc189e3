package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.prekey.IdentitySigner;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code prekeys status}: what the directory has, and whether it publishes the keys of the store.
 * Changes nothing. That they differ is {@code BAD_INPUT}.
 */
@Command(
    name = "status",
    description = "Show what a directory has of a device, and whether the store here agrees.")
public final class PrekeysStatusCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;

  @Mixin private final DeviceOptions options;
  @Mixin private final OutputOptions output = new OutputOptions();

  /** How the keys here compare with those that the directory publishes. */
  private enum Agreement {
    SAME("the directory publishes those that are here"),
    DIFFERENT("THE DIRECTORY PUBLISHES OTHERS than are here"),
    UNPUBLISHED("none is published from here"),
    UNKNOWN("THE DIRECTORY PUBLISHES SOME, but none is here");

    private final String words;

    Agreement(String words) {
      this.words = words;
    }

    boolean isBad() {
      return this == DIFFERENT || this == UNKNOWN;
    }
  }

  /** A command that takes time, randomness and the passphrase from these. */
  public PrekeysStatusCommand(Clock clock, SecureRandom random, PassphraseOptions passphrases) {
    this.clock = clock;
    this.random = random;
    this.options = new DeviceOptions(passphrases);
  }

  @Override
  public Integer call() throws CommandFailure {
    DirectoryAddress directoryAddress = options.directory();
    OwnDevice device = options.device();
    PrekeyInventory kept =
        PrekeyStore.read(device.storeFile(), device.address(), device.key())
            .orElseGet(PrekeyInventory::empty);
    DirectoryDevice directory = device.at(directoryAddress, clock, random);
    PrekeyStatus status = directory.status();
    Agreement agreement = compare(directory, status, digests(kept, device.key().pair()));
    List<String> todo = todo(status, agreement, kept.pending() != null);

    ObjectNode json = status.toJson();
    json.put("directory", directoryAddress.toString())
        .put("store", agreement.name().toLowerCase(Locale.ROOT))
        .put("pending_upload", kept.pending() != null);
    List<String> lines = new ArrayList<>();
    lines.add(device.address() + " at " + directoryAddress);
    lines.addAll(SupplyReport.status(status));
    lines.add("  keys                    " + agreement.words);
    lines.addAll(todo);
    if (agreement.isBad()) {
      json.put("error", agreement.words).put("exit_code", ExitCode.BAD_INPUT.number());
      output.print(json, lines);
      output.complain(device.address() + ": " + agreement.words);
      return ExitCode.BAD_INPUT.number();
    }
    output.print(json, lines);
    return ExitCode.OK.number();
  }

  /** What the directory may publish: an upload that was not confirmed may have been taken. */
  private List<byte[]> digests(PrekeyInventory kept, IdentitySigner signer) {
    return Stream.of(kept, kept.confirmed(clock.instant()))
        .distinct()
        .flatMap(inventory -> inventory.digest(signer).stream())
        .toList();
  }

  private static Agreement compare(
      DirectoryDevice directory, PrekeyStatus status, List<byte[]> digests) throws CommandFailure {
    if (status.signedPrekey() == null) {
      return Agreement.UNPUBLISHED;
    }
    for (byte[] digest : digests) {
      if (directory.check(digest)) {
        return Agreement.SAME;
      }
    }
    return digests.isEmpty() ? Agreement.UNKNOWN : Agreement.DIFFERENT;
  }

  private List<String> todo(PrekeyStatus status, Agreement agreement, boolean isPending) {
    List<String> lines = new ArrayList<>();
    if (isPending) {
      lines.add("  An upload was not confirmed; it will be sent again first.");
    }
    status.advice().stream().sorted().forEach(each -> lines.add("  " + sentence(each)));
    if (lines.isEmpty() && !agreement.isBad()) {
      return List.of("Nothing to do.");
    }
    if (agreement.isBad()) {
      lines.add("  Messages to the published keys cannot be read with what is here.");
    }
    String command = status.signedPrekey() == null || agreement.isBad() ? "publish" : "refill";
    lines.add("Next: callsign-acme prekeys " + command + " " + options.repeated());
    return lines;
  }

  private static String sentence(PrekeyAdvice advice) {
    String words = advice.words();
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }
}
