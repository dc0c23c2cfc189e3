package dev.callsign.acme.agent;

import dev.callsign.acme.adopt.ForeignNextKey;
import dev.callsign.acme.adopt.Nudge;
import dev.callsign.acme.adopt.Watch;
import dev.callsign.acme.certificate.Adoption;
import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.Keeper;
import dev.callsign.acme.certificate.OrderSteps;
import dev.callsign.acme.certificate.Outside;
import dev.callsign.acme.certificate.Overview;
import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.certificate.StatementSigning;
import dev.callsign.acme.certificate.StatementSource;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.Journal;
import dev.callsign.acme.deploy.CertificateCopies;
import dev.callsign.acme.deploy.Deployments;
import dev.callsign.acme.deploy.GuardedOrders;
import dev.callsign.acme.deploy.HookedProgress;
import dev.callsign.acme.deploy.HookedPublication;
import dev.callsign.acme.deploy.Hooks;
import dev.callsign.acme.deploy.WellKnownFile;
import dev.callsign.acme.device.DeviceFiles;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.keys.DeviceKeyFile;
import dev.callsign.acme.keys.PassphraseOptions;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.acme.order.Sleeper;
import dev.callsign.acme.serve.HttpsHost;
import dev.callsign.acme.statement.Agreement;
import dev.callsign.name.Callsign;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The agent of one callsign, out of its configuration file. Not safe for concurrent use in one
 * process; other processes are kept out by the lock of its folder.
 */
public final class Agent implements AutoCloseable {
  private final AgentConfig config;

  /** Hooks get lost: files of another client are looked at as often as this without any. */
  private static final Duration WATCHED_EVERY = Duration.ofMinutes(1);

  private final Keeper keeper;
  private final Hooks hooks;
  private final Optional<HttpsHost> host;
  private final Optional<Watch> watch;
  private final Journal journal;
  private final Clock clock;

  private Agent(
      AgentConfig config,
      Keeper keeper,
      Hooks hooks,
      Optional<HttpsHost> host,
      Journal journal,
      Clock clock) {
    this.config = config;
    this.keeper = keeper;
    this.hooks = hooks;
    this.host = host;
    this.watch =
        config
            .watch()
            .map(
                watched ->
                    new Watch(
                        watched.source(),
                        watched.authority().orElse(null),
                        new Adoption(config.home(), config.callsign(), clock),
                        clock));
    this.journal = journal;
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
   * An agent for some passes: it serves nothing by itself. Reads the configuration and everything
   * that it names, so that mistakes show now.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: it cannot be used; otherwise as the files
   *     that it names
   */
  public static Agent of(Path configFile, Means means) throws CommandFailure {
    return of(AgentConfig.read(configFile), Optional.empty(), means);
  }

  /**
   * An agent that stays, and serves what it has if the configuration says so. Errors as {@link
   * #of}, and {@code TRY_LATER}: its port is taken.
   */
  public static Agent staying(Path configFile, Means means) throws CommandFailure {
    AgentConfig config = AgentConfig.read(configFile);
    Optional<InetSocketAddress> listen = config.serving().listen();
    Optional<HttpsHost> host =
        listen.isPresent() ? Optional.of(HttpsHost.start(listen.get())) : Optional.empty();
    Agent agent = of(config, host, means);
    if (host.isPresent()) {
      agent.keeper.live().ifPresent(host.get()::deploy); // an earlier process was told, not this
    }
    return agent;
  }

  private static Agent of(AgentConfig config, Optional<HttpsHost> host, Means means)
      throws CommandFailure {
    Progress plain = new JournalProgress(means.journal(), config.callsign());
    Hooks hooks =
        new Hooks(config.serving().hooks(), config.home(), config.callsign(), plain, means.clock());
    Progress progress = new HookedProgress(plain, hooks);
    DirectoryAddress directory = config.directory();
    Outside outside =
        new Outside(
            new GuardedOrders(orders(config, means), hooks::objection),
            new SuggestedWindows(server(config), means.clock()),
            statements(config, means.passphrases()),
            new HostLookout(config.host(), new HostProbe(means.random()), directory),
            deployment(config, hooks, host),
            new HookedPublication(new DirectoryPublication(directory), hooks, progress),
            progress);
    Keeper keeper =
        new Keeper(
            config.home(),
            config.callsign(),
            config.policy(),
            config.text(),
            outside,
            means.clock(),
            means.random());
    return new Agent(config, keeper, hooks, host, means.journal(), means.clock());
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
    return Nudge.file(config.home());
  }

  /**
   * Does what is due: takes over what another client made, looks after certificate and statement,
   * and tells the owner's programs what they are owed.
   *
   * @return when to come again
   * @throws CommandFailure as {@link Keeper#pass} and {@link Watch#adoptWhatIsThere}
   */
  public Instant pass() throws CommandFailure {
    if (watch.isPresent()
        && watch.get().adoptWhatIsThere() instanceof Watch.Outcome.TakenOver taken) {
      String text = "took over a certificate: " + taken.adopted();
      journal.write(Journal.Event.REMARK, callsign().aLabel(), text);
    }
    Instant next = keeper.pass();
    Instant due = hooks.runDue().orElse(next);
    Instant look = watch.isPresent() ? clock.instant().plus(WATCHED_EVERY) : next;
    return Stream.of(next, due, look).min(Instant::compareTo).orElseThrow();
  }

  /** Serves nothing any more. */
  @Override
  public void close() {
    host.ifPresent(HttpsHost::close);
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
    StatementSource own =
        new StatementSigning(
            config.devices(),
            config.statement().mailboxes(),
            agreement,
            config.statement().previous().orElse(null));
    Optional<Path> foreignNext = config.watch().flatMap(watched -> watched.source().nextKey());
    return foreignNext.isPresent() ? new ForeignNextKey(own, foreignNext.get()) : own;
  }

  private static Deployment deployment(AgentConfig config, Hooks hooks, Optional<HttpsHost> host) {
    AgentConfig.Serving serving = config.serving();
    List<Deployment> all = new ArrayList<>();
    serving.file().map(WellKnownFile::new).ifPresent(all::add);
    serving
        .copies()
        .map(copies -> new CertificateCopies(copies.fullChain(), copies.key(), copies.group()))
        .ifPresent(all::add);
    host.ifPresent(all::add);
    all.add(hooks);
    return new Deployments(all);
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
