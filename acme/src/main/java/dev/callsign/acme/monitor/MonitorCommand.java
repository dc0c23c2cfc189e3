package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.run.Pause;
import dev.callsign.name.Callsign;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code monitor}: follows what a directory says of the owner's callsign, and alarms on what is not
 * his doing, until it is told to end; with {@code --once} only looks at what is new.
 *
 * <p>What is wrong at the start (options, files) ends it, so that its owner notices. Later nothing
 * does. With {@code --once} an alarm is {@code BAD_INPUT}.
 */
@Command(
    name = "monitor",
    description = "Follow your callsign at a directory, and alarm on what you did not do.")
public final class MonitorCommand implements Callable<Integer> {
  private final Clock clock;
  private final SecureRandom random;
  private final Pause pause;

  @Option(names = "--once", description = "Look at what is new, and end: for timers.")
  private boolean once;

  @Mixin private final MonitorOptions options = new MonitorOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  /** A command that takes time and randomness from these, and waits with {@code pause}. */
  public MonitorCommand(Clock clock, SecureRandom random, Pause pause) {
    this.clock = clock;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public Integer call() throws CommandFailure {
    DirectoryAddress directory = options.directory();
    Callsign callsign = options.callsign();
    OwnStatements own = options.statements(callsign);
    Set<String> ours = own.hashes();
    CursorFile cursor = options.cursor(callsign, directory);
    Judge judge = new Judge(callsign, directory, options.devicesFile());
    Bell bell = new Bell(output, callsign, options.hook(), clock, pause);
    try (ExclusiveLock _ = cursor.lock()) {
      Watch watch = new Watch(new History(directory, callsign), own, judge, bell, cursor);
      if (once) {
        return lookOnce(watch, bell, directory).number();
      }
      bell.note(
          "monitor",
          "follows " + directory + " after entry " + watch.last() + ", " + known(ours.size()));
      new Monitor(watch, judge, bell, clock, random, pause, Monitor.SILENCE).run();
      bell.note("monitor", "ends");
      return ExitCode.OK.number();
    }
  }

  private static String known(int hashes) {
    return "knows " + hashes + " statement(s) as the owner's";
  }

  private ExitCode lookOnce(Watch watch, Bell bell, DirectoryAddress directory)
      throws CommandFailure {
    int fresh = 0;
    try {
      fresh = watch.catchUp();
    } catch (CommandFailure e) {
      if (bell.alarms() == 0) {
        throw e;
      }
      bell.fail(e);
    }
    if (bell.alarms() > 0) {
      output.complain(bell.alarms() + " alarm(s) about " + directory + ": see above");
      return ExitCode.BAD_INPUT;
    }
    bell.note("monitor", fresh + " new entries at " + directory + ", no alarm");
    return ExitCode.OK;
  }
}
