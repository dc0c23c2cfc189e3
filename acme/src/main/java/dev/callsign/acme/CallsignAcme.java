package dev.callsign.acme;

import dev.callsign.acme.adopt.ImportCommand;
import dev.callsign.acme.agent.InitCommand;
import dev.callsign.acme.agent.StatusCommand;
import dev.callsign.acme.cli.FailureReporter;
import dev.callsign.acme.device.DeviceAddCommand;
import dev.callsign.acme.device.DeviceCommand;
import dev.callsign.acme.device.DeviceListCommand;
import dev.callsign.acme.device.DeviceRemoveCommand;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.keys.PassphrasePrompt;
import dev.callsign.acme.lookup.LookupCommand;
import dev.callsign.acme.lookup.VerifyCommand;
import dev.callsign.acme.monitor.MonitorCommand;
import dev.callsign.acme.monitor.VetoCommand;
import dev.callsign.acme.prekey.PrekeysCommand;
import dev.callsign.acme.prekey.PrekeysPublishCommand;
import dev.callsign.acme.prekey.PrekeysRefillCommand;
import dev.callsign.acme.prekey.PrekeysStatusCommand;
import dev.callsign.acme.run.OnceCommand;
import dev.callsign.acme.run.Pause;
import dev.callsign.acme.run.RunCommand;
import dev.callsign.acme.run.UntilSignal;
import dev.callsign.acme.statement.SignCommand;
import java.io.Console;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The program: wires the commands to the clock, to randomness and to the process. */
@Command(
    name = "callsign-acme",
    description =
        "Makes your domain name your identity: devices, key statements, prekeys, lookups.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = CallsignAcme.Version.class,
    footer = {
      "",
      "Exit codes: 0 done, 65 bad input or an answer that does not verify,",
      "75 try later, 78 bad options or files, 70 a fault of this program."
    })
public final class CallsignAcme {

  private CallsignAcme() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    UntilSignal signal = new UntilSignal(Runtime.getRuntime());
    Surroundings process =
        new Surroundings(
            Clock.systemUTC(), new SecureRandom(), System.getenv(), terminal(), signal);
    int exitCode = commandLine(process).execute(args);
    signal.done();
    System.exit(exitCode);
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
  private static @Nullable PassphrasePrompt terminal() {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? question -> console.readPassword("%s", question)
        : null;
  }

  /**
   * What the commands know of the world around them.
   *
   * @param prompt null when nobody sits at a terminal
   * @param pause between the rounds of {@code run}
   */
  record Surroundings(
      Clock clock,
      SecureRandom random,
      Map<String, String> environment,
      @Nullable PassphrasePrompt prompt,
      Pause pause) {

    PassphraseOptions passphrases() {
      return new PassphraseOptions(environment, prompt);
    }
  }

  /** The command line with all its commands, on the standard streams. */
  static CommandLine commandLine(Surroundings process) {
    Clock clock = process.clock();
    SecureRandom random = process.random();
    CommandLine device =
        new CommandLine(new DeviceCommand())
            .addSubcommand(new DeviceAddCommand(clock, random, process.passphrases()))
            .addSubcommand(new DeviceListCommand())
            .addSubcommand(new DeviceRemoveCommand());
    CommandLine prekeys =
        new CommandLine(new PrekeysCommand())
            .addSubcommand(new PrekeysPublishCommand(clock, random, process.passphrases()))
            .addSubcommand(new PrekeysRefillCommand(clock, random, process.passphrases()))
            .addSubcommand(new PrekeysStatusCommand(clock, random, process.passphrases()));
    CommandLine root =
        new CommandLine(new CallsignAcme())
            .addSubcommand(device)
            .addSubcommand(new SignCommand(clock, process.passphrases()))
            .addSubcommand(new ImportCommand(clock, process.pause()::pause))
            .addSubcommand(new LookupCommand(clock))
            .addSubcommand(new VerifyCommand())
            .addSubcommand(prekeys)
            .addSubcommand(new InitCommand())
            .addSubcommand(
                new StatusCommand(clock, random, process.passphrases(), process.pause()::pause))
            .addSubcommand(new OnceCommand(clock, random, process.passphrases(), process.pause()))
            .addSubcommand(new RunCommand(clock, random, process.passphrases(), process.pause()))
            .addSubcommand(new MonitorCommand(clock, random, process.pause()))
            .addSubcommand(new VetoCommand(clock, random, process.passphrases(), process.prompt()));
    FailureReporter failures = new FailureReporter();
    return root.setExpandAtFiles(false) // a device may be called @home
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** Says the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CallsignAcme.class.getPackage().getImplementationVersion();
      return new String[] {"callsign-acme " + (version == null ? "(not packaged)" : version)};
    }
  }
}
