package dev.callsign.acme.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.cli.NameOptions;
import dev.callsign.acme.cli.OutputOptions;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.DurableFolder;
import dev.callsign.name.Callsign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code init}: writes a configuration that can be run, with a remark on each setting, into a
 * folder of mode 0700. Never writes over one that is there.
 */
@Command(
    name = "init",
    description = "Write the agent's configuration; keys follow when they are needed.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options before the command runs
public final class InitCommand implements Callable<Integer> {
  private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

  @Option(names = "--domain", paramLabel = "NAME", required = true, description = "The callsign.")
  private String domain;

  @Option(
      names = "--directory",
      paramLabel = "URL",
      required = true,
      description = "The directory, by its public base URL.")
  private URI directory;

  @Option(
      names = "--acme",
      paramLabel = "URL",
      description = "The ACME server's directory; " + LETS_ENCRYPT + " when absent.")
  private URI acme = URI.create(LETS_ENCRYPT);

  @Option(
      names = "--agree-to-terms",
      description = "You agree to the terms of service of the ACME server.")
  private boolean agrees;

  @Option(
      names = "--email",
      paramLabel = "ADDRESS",
      description = "Where the authority may write to.")
  private @Nullable String email;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      required = true,
      description = "The agent's folder; made when it is missing.")
  private Path home;

  @Option(
      names = "--statement-file",
      paramLabel = "FILE",
      description = "What your web server serves as /.well-known/callsign/statement.jws.")
  private @Nullable Path statementFile;

  @Mixin private final NameOptions names = new NameOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws CommandFailure {
    Callsign callsign = names.parse(domain);
    Path config = home.resolve("agent.properties");
    if (Files.exists(config)) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION, config + " is there already: edit it, or move it away");
    }
    DurableFolder.create(home);
    DurableFile.create(config, text(callsign).getBytes(StandardCharsets.UTF_8), DurableFile.SECRET);
    try {
      AgentConfig.read(config);
    } catch (CommandFailure e) {
      DurableFolder.remove(config); // what was given cannot be run
      throw e;
    }
    report(callsign, config);
    return ExitCode.OK.number();
  }

  private void report(Callsign callsign, Path config) throws CommandFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("callsign", callsign.aLabel()).put("config", config.toString());
    Path devices = home.resolve("devices.json");
    output.print(
        json,
        List.of(
            "Wrote " + config,
            "Next: read it, choose how the name is proved, and list a device:",
            "  callsign-acme device add --domain " + callsign + " --devices " + devices,
            "  callsign-acme run --config " + config));
  }

  private String text(Callsign callsign) {
    boolean isTest = callsign.aLabel().endsWith(".test");
    return """
        # The agent of %s; acme/README.md explains every setting.
        domain = %s
        %sdirectory = %s
        devices = devices.json

        # Where certificates are ordered. Without it the agent only takes over what others obtain.
        acme.directory = %s
        acme.terms-agreed = %s
        %sacme.emails = %s
        # Kinds of certificates, the best first.
        #acme.profiles = tlsserver

        # How the name is proved: http-01, dns-01 or tls-alpn-01.
        challenge = http-01
        #challenge.listen = 0.0.0.0:80
        #challenge.webroot = /var/www/html

        # What your web server serves as /.well-known/callsign/statement.jws.
        %sstatement.file = %s
        """
        .formatted(
            callsign,
            callsign,
            isTest ? "allow-test-names = yes\n" : "",
            directory,
            acme,
            agrees ? "yes" : "no",
            email == null ? "#" : "",
            email == null ? "you@" + callsign : email,
            statementFile == null ? "#" : "",
            statementFile == null
                ? "/var/www/html/.well-known/callsign/statement.jws"
                : statementFile.toAbsolutePath());
  }
}
