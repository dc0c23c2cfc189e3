package dev.callsign.acme.run;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.device.DeviceRegister;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.prekey.Supplied;
import dev.callsign.acme.prekey.SupplyReport;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * One round over the devices: for each what {@code prekeys refill} does. Whatever fails is written
 * down and keeps nothing else from being done; a round never throws.
 */
final class Round {
  private final RoundOptions.Devices options;
  private final DirectoryAddress directory;
  private final Clock clock;
  private final SecureRandom random;
  private final Journal journal;

  /**
   * How a round ended.
   *
   * @param exitCode {@code OK}; {@code TRY_LATER} when nothing worse happened; else what is wrong
   * @param asked the longest time that the directory asked to wait; zero when it did not
   */
  record Outcome(ExitCode exitCode, Duration asked) {

    static final Outcome GOOD = new Outcome(ExitCode.OK, Duration.ZERO);

    boolean failed() {
      return exitCode != ExitCode.OK;
    }

    Outcome and(Outcome other) {
      boolean worse =
          exitCode == ExitCode.OK
              || (exitCode == ExitCode.TRY_LATER && other.exitCode != ExitCode.OK);
      return new Outcome(
          worse ? other.exitCode : exitCode,
          asked.compareTo(other.asked) < 0 ? other.asked : asked);
    }
  }

  Round(
      RoundOptions.Devices options,
      DirectoryAddress directory,
      Clock clock,
      SecureRandom random,
      Journal journal) {
    this.options = options;
    this.directory = directory;
    this.clock = clock;
    this.random = random;
    this.journal = journal;
  }

  Outcome go() {
    DeviceRegister register;
    Outcome outcome = Outcome.GOOD;
    try {
      register = options.register();
      for (int id : options.ids(register)) {
        outcome = outcome.and(supply(register, id));
      }
    } catch (CommandFailure e) {
      outcome = outcome.and(failed("devices", e));
    }
    return outcome;
  }

  private Outcome supply(DeviceRegister register, int id) {
    String about = register.callsign() + "#" + id;
    try {
      Supplied supplied = options.device(register, id).upkeep(directory, clock, random).refill();
      journal.write(
          supplied.isNothing() ? Journal.Event.QUIET : Journal.Event.UPLOADED,
          about,
          SupplyReport.line(supplied));
      return Outcome.GOOD;
    } catch (CommandFailure e) {
      return failed(about, e);
    } catch (RuntimeException e) {
      // A fault of ours with one device shall not keep the others from being served.
      return failed(about, new CommandFailure(ExitCode.INTERNAL_ERROR, "internal error: " + e));
    }
  }

  private Outcome failed(String about, CommandFailure failure) {
    journal.writeFailure(about, failure);
    Duration asked =
        failure instanceof DirectoryFailure refusal ? refusal.retryAfter() : Duration.ZERO;
    return new Outcome(failure.exitCode(), asked);
  }
}
