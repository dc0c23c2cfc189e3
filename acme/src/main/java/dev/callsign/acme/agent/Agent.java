package dev.callsign.acme.agent;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Keeper;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.Outside;
import dev.callsign.acme.certificate.Overview;
import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.certificate.StatementSigning;
import dev.callsign.acme.certificate.StatementSource;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.file.DurableFile;
import dev.callsign.acme.file.InputFile;
import dev.callsign.acme.keys.DeviceKeyFile;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.acme.order.Sleeper;
import dev.callsign.acme.statement.Agreement;
import dev.callsign.name.Callsign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The agent of one callsign, out of its configuration file. Not safe for concurrent use in one
 * process; other processes are kept out by the lock of its folder.
 */
public final class Agent {
  private final AgentConfig config;
  private final Keeper keeper;
  private final Clock clock;

  private Agent(AgentConfig config, Keeper keeper, Clock clock) {
    this.config = config;
    this.keeper = keeper;
    this.clock = clock;
  }

  /**
   * What an agent does its work with.
   *
   * @param sleeper waits for servers
   * @param passphrases of the device that agrees to changes
   * @param journal is told what happens
   */
  public record Means(
      Clock clock,
      SecureRandom random,
      Sleeper sleeper,
      PassphraseOptions passphrases,
      Journal journal) {}

  /**
   * Reads the configuration and everything that it names, so that mistakes show now.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: it cannot be used; otherwise as the files
   *     that it names
   */
  public static Agent of(Path configFile, Means means) throws CommandFailure {
    AgentConfig config = AgentConfig.read(configFile);
    DirectoryAddress directory = config.directory();
    Outside outside =
        new Outside(
            orders(config, means),
            new SuggestedWindows(server(config), means.clock()),
            statements(config, means.passphrases()),
            new HostLookout(config.host(), new HostProbe(means.random()), directory),
            deployment(config),
            new DirectoryPublication(directory),
            new JournalProgress(means.journal(), config.callsign()));
    return new Agent(
        config,
        new Keeper(
            config.home(),
            config.callsign(),
            config.policy(),
            config.text(),
            outside,
            means.clock(),
            means.random()),
        means.clock());
  }

  /** Whose agent it is. */
  public Callsign callsign() {
    return config.callsign();
  }

  /** Where the callsign is published. */
  public DirectoryAddress directory() {
    return config.directory();
  }

  /** The devices file. */
  public Path devices() {
    return config.devices();
  }

  /** A file that other programs touch when there is something to look at. */
  public Path nudge() {
    return config.home().resolve("nudge");
  }

  /**
   * Does what is due.
   *
   * @return when to come again
   * @throws CommandFailure as {@link Keeper#pass}
   */
  public Instant pass() throws CommandFailure {
    return keeper.pass();
  }

  /**
   * Whether all is as it should be; where not, the journal is told what is not.
   *
   * @throws CommandFailure as {@link Keeper#overview}
   */
  public boolean isWell(Journal journal) throws CommandFailure {
    List<String> troubles = overview().troubles();
    troubles.forEach(each -> journal.write(Journal.Event.REMARK, callsign().aLabel(), each));
    return troubles.isEmpty();
  }

  /** What is where, and what is due when. Errors as {@link Keeper#overview}. */
  Overview overview() throws CommandFailure {
    return keeper.overview(clock.instant());
  }

  private static OrderSteps orders(AgentConfig config, Means means) throws CommandFailure {
    if (config.acme().isEmpty()) {
      return new NoOrders();
    }
    AgentConfig.Acme acme = config.acme().get();
    return new AcmeSteps(
        acme,
        new AccountStore(config.home(), acme.account(), means.clock(), means.random()),
        new Solvers(means.clock(), means.random(), means.sleeper()).of(acme.challenge()),
        remark -> means.journal().write(Journal.Event.REMARK, config.callsign().aLabel(), remark),
        means.clock(),
        means.sleeper());
  }

  private static Function<URI, AcmeServer> server(AgentConfig config) {
    return directory ->
        config
            .acme()
            .map(acme -> acme.at(directory))
            .orElseGet(() -> new AcmeServer(directory, List.of()));
  }

  private static StatementSource statements(AgentConfig config, PassphraseOptions passphrases)
      throws CommandFailure {
    int device = config.statement().continuity();
    Agreement agreement = null;
    if (device != 0) {
      Path key = DeviceFiles.key(config.devices(), device);
      agreement = new Agreement(device, DeviceKeyFile.read(key, passphrases).pair());
    }
    return new StatementSigning(
        config.devices(),
        config.statement().mailboxes(),
        agreement,
        config.statement().previous().orElse(null));
  }

  private static Deployment deployment(AgentConfig config) {
    return live -> config.statement().file().map(to -> copy(live, to)).orElse(ErrandOutcome.DONE);
  }

  private static ErrandOutcome copy(Generation live, Path to) {
    if (!Files.exists(live.statement())) {
      return ErrandOutcome.DONE;
    }
    try {
      String statement = InputFile.readText(live.statement());
      DurableFile.replace(to, statement.getBytes(StandardCharsets.US_ASCII), DurableFile.PUBLIC);
      return ErrandOutcome.DONE;
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(e.message());
    }
  }

  /** What the keeper does goes to the journal. */
  private record JournalProgress(Journal journal, Callsign callsign) implements Progress {

    @Override
    public void step(String what) {
      journal.write(Journal.Event.STEP, callsign.aLabel(), what);
    }

    @Override
    public void alarm(String text) {
      journal.write(Journal.Event.ALARM, callsign.aLabel(), text);
    }
  }
}
