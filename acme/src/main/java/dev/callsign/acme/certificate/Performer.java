package dev.callsign.acme.certificate;

import dev.callsign.acme.certificate.StatementSource.SigningOutcome;
import dev.callsign.acme.certificate.StatementSource.Wanted;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.keys.PublicHalf;
import dev.callsign.acme.order.CertificationRequest;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.name.Callsign;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what a {@link RenewalMachine} asks for, with the folder and with everybody outside. A fault
 * of the folder ends the pass; one of the others is an observation.
 */
final class Performer {
  private final CertificateFolder folder;
  private final Outside outside;
  private final boolean announces;
  private final String configuration;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * A performer.
   *
   * @param announces whether the next certificate will have the next key: not where another ACME
   *     client makes keys of its own
   */
  Performer(
      CertificateFolder folder,
      Outside outside,
      boolean announces,
      String configuration,
      Clock clock,
      SecureRandom random) {
    this.folder = folder;
    this.outside = outside;
    this.announces = announces;
    this.configuration = configuration;
    this.clock = clock;
    this.random = random;
  }

  /** What is about to be done, for a person; empty where nothing changes. */
  Optional<String> words(Effect effect) {
    Callsign callsign = folder.callsign();
    return switch (effect) {
      case Effect.Look _, Effect.Wait _, Effect.Alarm _ -> Optional.empty();
      case Effect.CreateNextKey _ -> Optional.of("makes the next key of " + callsign);
      case Effect.ProveStorage _ -> Optional.of("tries whether a certificate can be kept");
      case Effect.RecreateAccount recreate ->
          Optional.of("registers anew at " + recreate.authority());
      case Effect.FindOrOpen(Attempt attempt) ->
          Optional.of("orders at " + attempt.authority() + ", attempt " + attempt.number());
      case Effect.Authorize authorize ->
          Optional.of("proves to " + authorize.authority() + " whose " + callsign + " is");
      case Effect.Finalize _ -> Optional.of("sends the request for the certificate");
      case Effect.Download _ -> Optional.of("fetches the certificate");
      case Effect.Install install -> Optional.of("switches to generation " + install.generation());
      case Effect.AskWindow ask -> Optional.of("asks " + ask.authority() + " when to renew");
      case Effect.Run(Errand.Kind kind, String _) ->
          Optional.of(
              switch (kind) {
                case SIGN -> "signs a statement of " + callsign;
                case DEPLOY -> "has certificate and statement served";
                case PUBLISH -> "tells the directory";
              });
      case Effect.DeleteKey delete ->
          Optional.of("deletes the key of generation " + delete.generation());
    };
  }

  /** Does it, and says what came of it. */
  Observation perform(Effect effect) throws CommandFailure {
    return switch (effect) {
      case Effect.Look _ -> look();
      case Effect.Wait _, Effect.Alarm _ ->
          throw new IllegalArgumentException("nothing is observed of " + effect);
      case Effect.CreateNextKey create -> createNextKey(create.refused());
      case Effect.ProveStorage _ -> {
        folder.prove();
        yield new Observation.StorageProven();
      }
      case Effect.RecreateAccount recreate ->
          step(
              () -> outside.orders().recreateAccount(recreate.authority()),
              _ -> new Observation.AccountMade());
      case Effect.FindOrOpen(Attempt attempt) -> findOrOpen(attempt);
      case Effect.Authorize authorize ->
          step(
              () -> outside.orders().authorize(authorize.authority(), authorize.order()),
              _ -> new Observation.NameProved());
      case Effect.Finalize finalize -> finalizeOrder(finalize);
      case Effect.Download download -> download(download);
      case Effect.Install install -> {
        folder.install(install.generation());
        yield new Observation.Installed();
      }
      case Effect.AskWindow ask -> askWindow(ask);
      case Effect.Run run -> run(run);
      case Effect.DeleteKey delete -> {
        folder.deleteKey(delete.generation());
        yield new Observation.KeyDeleted(delete.generation());
      }
    };
  }

  /** Looks around. */
  Observation.Looked look() throws CommandFailure {
    Optional<Generation> live = folder.live();
    List<Facts.KeyHolder> holders = new ArrayList<>();
    for (Generation generation : folder.generations()) {
      if (Files.exists(generation.key())) {
        boolean isLive = live.filter(generation::equals).isPresent();
        holders.add(new Facts.KeyHolder(generation.number(), generation.leaf().notAfter(), isLive));
      }
    }
    String next = nextKey();
    Origin origin = live.map(Generation::origin).orElse(null);
    boolean isOrdered = origin != null && origin.source().equals(Origin.ORDERED);
    return new Observation.Looked(
        new Facts(
            live.map(Generation::leaf).orElse(null),
            isOrdered ? live.map(Generation::createdAt).orElse(null) : null,
            next,
            live.isPresent() ? currentStatement(live.get(), next) : null,
            live.isPresent() ? outside.lookout().look(folder.callsign()) : Seen.NOTHING,
            holders,
            configuration));
  }

  private @Nullable String nextKey() throws CommandFailure {
    return announces ? folder.nextKey().orElse(null) : null;
  }

  private @Nullable String currentStatement(Generation live, @Nullable String next)
      throws CommandFailure {
    Wanted wanted = new Wanted(live.chain(), next);
    return folder
        .statement(live)
        .filter(compact -> outside.statements().isCurrent(compact, wanted, clock.instant()))
        .map(StatementSigner::sha256)
        .orElse(null);
  }

  private Observation createNextKey(@Nullable String refused) throws CommandFailure {
    return new Observation.KeyMade(
        refused == null ? folder.createNextKey(random) : folder.replaceNextKey(refused, random));
  }

  private Observation findOrOpen(Attempt attempt) throws CommandFailure {
    Optional<X509Certificate> replaces =
        folder
            .live()
            .filter(live -> attempt.mayReplace())
            .filter(live -> attempt.authority().equals(live.origin().authority()))
            .map(live -> live.chain().leaf());
    OrderRequest request =
        new OrderRequest(
            attempt.authority(), folder.callsign(), Optional.ofNullable(attempt.key()), replaces);
    return step(
        () -> outside.orders().findOrOpen(request, attempt.since()),
        order ->
            StateNodes.isAddress(order)
                ? new Observation.OrderFound(order)
                : failed("the order is at no https:// address: " + order));
  }

  private Observation finalizeOrder(Effect.Finalize finalize) throws CommandFailure {
    Optional<PrivateKey> key = folder.findKey(finalize.key());
    if (key.isEmpty()) {
      return new Observation.StepFailed(
          new OrderFailure.KeyRefused("the key of the order is not on the disk any more"));
    }
    KeyPair pair = new KeyPair(PublicHalf.of(key.get()), key.get());
    byte[] csr = CertificationRequest.of(folder.callsign(), pair);
    return step(
        () -> outside.orders().finalizeOrder(finalize.authority(), finalize.order(), csr),
        _ -> new Observation.Issued());
  }

  private Observation download(Effect.Download download) throws CommandFailure {
    StepResult<CertificateChain> result =
        guarded(() -> outside.orders().download(download.authority(), download.order()));
    return switch (result) {
      case StepResult.Failed<CertificateChain> failed ->
          new Observation.StepFailed(failed.failure());
      case StepResult.Done<CertificateChain> done -> keep(done.value(), download);
    };
  }

  private Observation keep(CertificateChain chain, Effect.Download download) throws CommandFailure {
    Instant now = clock.instant();
    Origin origin = Origin.ordered(download.authority());
    return folder
        .keep(chain, download.key(), origin, now)
        .<Observation>map(generation -> new Observation.Kept(generation.number()))
        .orElseGet(
            () ->
                new Observation.StepFailed(
                    new OrderFailure.OrderLost(
                        "the certificate of the order is for another key or another name")));
  }

  private Observation askWindow(Effect.AskWindow ask) throws CommandFailure {
    Optional<X509Certificate> leaf = folder.live().map(live -> live.chain().leaf());
    WindowAnswer answer;
    try {
      answer =
          leaf.isPresent()
              ? outside.windows().ask(ask.authority(), leaf.get())
              : new WindowAnswer.None("there is no certificate any more");
    } catch (RuntimeException e) {
      answer = new WindowAnswer.None("a fault of this program: " + e);
    }
    return new Observation.WindowAnswered(ask.leaf(), answer);
  }

  private Observation run(Effect.Run run) throws CommandFailure {
    Optional<Generation> live = folder.live();
    ErrandOutcome outcome =
        live.isPresent()
            ? run(run.kind(), live.get())
            : ErrandOutcome.failed("there is no certificate any more");
    return new Observation.Ran(
        run.kind(), run.subject(), outcome.done(), outcome.asked(), outcome.detail());
  }

  private ErrandOutcome run(Errand.Kind kind, Generation live) throws CommandFailure {
    if (kind == Errand.Kind.SIGN) {
      return sign(live);
    }
    Optional<String> statement = folder.statement(live);
    try {
      return kind == Errand.Kind.DEPLOY
          ? outside.deployment().deploy(live)
          : statement
              .map(compact -> outside.publication().publish(folder.callsign(), compact))
              .orElseGet(() -> ErrandOutcome.failed("there is no statement any more"));
    } catch (RuntimeException e) {
      return ErrandOutcome.failed("a fault of this program: " + e);
    }
  }

  /** What is signed is on the disk before anybody sees it, so that no two have the same number. */
  private ErrandOutcome sign(Generation live) throws CommandFailure {
    Optional<PrivateKey> key = folder.key(live);
    if (key.isEmpty()) {
      return ErrandOutcome.failed("the key of the live certificate is not on the disk any more");
    }
    Wanted wanted = new Wanted(live.chain(), nextKey());
    SigningOutcome outcome =
        outside.statements().sign(wanted, key.get(), folder.latestStatement(), clock.instant());
    return switch (outcome) {
      case SigningOutcome.NotSigned not -> ErrandOutcome.failed(not.detail());
      case SigningOutcome.Signed signed -> {
        folder.writeStatement(live, signed.compact());
        yield ErrandOutcome.DONE;
      }
    };
  }

  private static Observation step(
      Supplier<StepResult<URI>> call, Function<URI, Observation> whenDone) {
    return switch (guarded(call)) {
      case StepResult.Done<URI> done -> whenDone.apply(done.value());
      case StepResult.Failed<URI> failed -> new Observation.StepFailed(failed.failure());
    };
  }

  /** A fault in there is waited out like silence: it shall not keep statements from the world. */
  private static <T> StepResult<T> guarded(Supplier<StepResult<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return new StepResult.Failed<>(new OrderFailure.Unreachable("a fault of this program: " + e));
    }
  }

  private static Observation failed(String detail) {
    return new Observation.StepFailed(new OrderFailure.Unreachable(detail));
  }
}
