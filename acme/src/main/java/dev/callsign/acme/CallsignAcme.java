package dev.callsign.acme;

import dev.callsign.acme.cli.FailureReporter;
import dev.callsign.acme.device.DeviceAddCommand;
import dev.callsign.acme.device.DeviceCommand;
import dev.callsign.acme.device.DeviceListCommand;
import dev.callsign.acme.device.DeviceRemoveCommand;
import dev.callsign.acme.lookup.LookupCommand;
import dev.callsign.acme.lookup.VerifyCommand;
import dev.callsign.acme.statement.SignCommand;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The program: wires the commands to the clock, to randomness and to the process. */
@Command(
    name = "callsign-acme",
    description = "Makes your domain name your identity: devices, key statements, lookups.",
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
    System.exit(commandLine(Clock.systemUTC(), new SecureRandom()).execute(args));
  }

  /** The command line with all its commands, on the standard streams. */
  static CommandLine commandLine(Clock clock, SecureRandom random) {
    CommandLine device =
        new CommandLine(new DeviceCommand())
            .addSubcommand(new DeviceAddCommand(clock, random))
            .addSubcommand(new DeviceListCommand())
            .addSubcommand(new DeviceRemoveCommand());
    CommandLine root =
        new CommandLine(new CallsignAcme())
            .addSubcommand(device)
            .addSubcommand(new SignCommand(clock))
            .addSubcommand(new LookupCommand(clock))
            .addSubcommand(new VerifyCommand());
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
