package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.file.ExclusiveLock;
import dev.callsign.acme.file.InputFile;
import dev.callsign.name.Callsign;
import dev.callsign.x509.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the owner that are told what the agent did: the executables in {@code
 * hooks.d/<event>/}.
 *
 * <p>What they are to be told is on the disk before they are. One that fails, hangs or is cut short
 * by a crash is told again, after 10 s, 20 s and so on up to an hour, until it ends with status 0,
 * or something newer of the same kind takes its place. So a program may be told twice, and has to
 * take that. {@code installed} is told again, at the same pace, also to those that ended well, for
 * as long as the host does not show the certificate: only they can reload it. A program that is put
 * there later is told what is so. Each may run for {@link #TIMEOUT}, and is killed then with all
 * that it started. What they print goes to our standard error.
 *
 * <p>Several threads and processes keep each other out by a lock; one that comes second is told to
 * try later and has done nothing.
 */
public final class Hooks implements Deployment {

  /** For one run: longer than any reload takes, shorter than a person waits. */
  public static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final String NO_STATEMENT = "-";

  private final HookFolder folder;
  private final HookLedgerFile file;
  private final Callsign callsign;
  private final Progress progress;
  private final Clock clock;
  private final Duration timeout;

  /**
   * Programs in a folder.
   *
   * @param hooks {@code hooks.d}; it may be missing
   * @param home the agent's folder; the ledger is {@code hooks/<callsign>.json} in it
   * @param progress is told which programs fail; must not tell these hooks in turn
   */
  public Hooks(Path hooks, Path home, Callsign callsign, Progress progress, Clock clock) {
    this(hooks, home, callsign, progress, clock, TIMEOUT);
  }

  Hooks(
      Path hooks, Path home, Callsign callsign, Progress progress, Clock clock, Duration timeout) {
    this.folder = new HookFolder(hooks);
    this.file = new HookLedgerFile(home, callsign);
    this.callsign = callsign;
    this.progress = progress;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * Asks {@code pre-obtain} whether a certificate may be ordered now, one program after the other.
   *
   * @return why not; empty when all of them end with status 0, or there are none
   */
  public Optional<String> objection() {
    try {
      HookCall call = new HookCall(HookEvent.PRE_OBTAIN, callsign, file.read().served(), now(), "");
      for (Path hook : folder.of(HookEvent.PRE_OBTAIN)) {
        Optional<String> complaint = call.make(hook, timeout);
        if (complaint.isPresent()) {
          return complaint;
        }
      }
      return Optional.empty();
    } catch (CommandFailure e) {
      return Optional.of(e.message());
    }
  }

  /** Tells {@code installed} of the live certificate and its statement. */
  @Override
  public ErrandOutcome deploy(Generation live) {
    try (ExclusiveLock _ = file.lock()) {
      HookLedger ledger = file.read();
      Served served = Served.of(live, Optional.ofNullable(ledger.served()));
      HookLedger told = owing(ledger.with(served), HookEvent.INSTALLED, subject(live), "");
      write(ledger, told);
      Optional<String> complaint = tell(told, HookEvent.INSTALLED, _ -> true);
      return complaint.map(ErrandOutcome::failed).orElse(ErrandOutcome.DONE);
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(e.message());
    }
  }

  private static String subject(Generation live) throws CommandFailure {
    return Fingerprint.ofCertificate(live.chain().leaf())
        + "+"
        + (Files.exists(live.statement())
            ? Fingerprint.sha256Base64Url(InputFile.read(live.statement()))
            : NO_STATEMENT);
  }

  /**
   * Notes down that the directory was told of a statement; {@link #runDue} tells {@code published}.
   *
   * @param statement SHA-256 of it, base64url
   * @throws CommandFailure it could not be noted down
   */
  public void published(String statement) throws CommandFailure {
    owe(HookEvent.PUBLISHED, statement, "");
  }

  /**
   * Notes down something that the owner has to know; {@link #runDue} tells {@code failed}. What was
   * not told yet is told together with it.
   *
   * @throws CommandFailure it could not be noted down
   */
  public void failed(String text) throws CommandFailure {
    owe(HookEvent.FAILED, now() + " " + text, PlainText.line(text));
  }

  private void owe(HookEvent event, String subject, String detail) throws CommandFailure {
    if (folder.of(event).isEmpty()) {
      return;
    }
    try (ExclusiveLock _ = file.lock()) {
      HookLedger ledger = file.read();
      Owed before = ledger.owed().get(event);
      String whole =
          event == HookEvent.FAILED && before != null && !isTold(before, folder.of(event))
              ? PlainText.line(detail + "; before: " + before.detail())
              : detail;
      write(ledger, owing(ledger, event, subject, whole));
    }
  }

  private static boolean isTold(Owed owed, List<Path> hooks) {
    return hooks.stream().allMatch(hook -> owed.of(name(hook)).done());
  }

  /**
   * Tells those programs again that have not ended well yet, as far as it is their time.
   *
   * @return when the next of them is due; empty when none is owed anything
   * @throws CommandFailure {@code TRY_LATER}: somebody else is at it, or the disk failed; {@code
   *     BAD_INPUT} or {@code BAD_CONFIGURATION}: ledger or folder cannot be used, and nothing is
   *     run
   */
  public Optional<Instant> runDue() throws CommandFailure {
    try (ExclusiveLock _ = file.lock()) {
      for (HookEvent event : HookEvent.values()) {
        Optional<String> _ = tell(file.read(), event, run -> !run.done());
      }
      return nextDue(file.read());
    }
  }

  private Optional<Instant> nextDue(HookLedger ledger) throws CommandFailure {
    List<Instant> due = new ArrayList<>();
    for (HookEvent event : ledger.owed().keySet()) {
      for (Path hook : folder.of(event)) {
        HookRun run = ledger.owed().get(event).of(name(hook));
        if (!run.done()) {
          due.add(run.notBefore());
        }
      }
    }
    return due.stream().min(Instant::compareTo);
  }

  private HookLedger owing(HookLedger ledger, HookEvent event, String subject, String detail) {
    Owed before = ledger.owed().get(event);
    return before != null && before.subject().equals(subject)
        ? ledger
        : ledger.with(event, new Owed(subject, now(), detail, Map.of()));
  }

  /** Runs what is due of one kind, and says why the first that is not told is not. */
  private Optional<String> tell(HookLedger before, HookEvent event, Predicate<HookRun> wanted)
      throws CommandFailure {
    HookLedger ledger = before;
    String first = null;
    for (Path hook : folder.of(event)) {
      Owed owed = ledger.owed().get(event);
      if (owed == null) {
        return Optional.empty();
      }
      HookRun run = owed.of(name(hook));
      Optional<String> complaint =
          run.done()
              ? Optional.empty()
              : Optional.of("the hook " + hook + " failed and has its turn at " + run.notBefore());
      if (wanted.test(run) && run.mayRun(now())) {
        complaint =
            new HookCall(event, callsign, ledger.served(), owed.at(), owed.detail())
                .make(hook, timeout);
        HookRun after = run.ran(complaint.isEmpty(), now());
        ledger = ledger.with(event, owed.with(name(hook), after));
        file.write(ledger);
        report(complaint.orElse(null), after);
      }
      first = first == null ? complaint.orElse(null) : first;
    }
    return Optional.ofNullable(first);
  }

  private void report(@Nullable String complaint, HookRun after) {
    if (complaint == null) {
      return;
    }
    String text = complaint + "; it is run again at " + after.notBefore();
    if (after.alarms()) {
      progress.alarm(text);
    } else {
      progress.step(text);
    }
  }

  private void write(HookLedger before, HookLedger after) throws CommandFailure {
    if (!after.equals(before)) {
      file.write(after);
    }
  }

  private static String name(Path hook) {
    return hook.getFileName().toString();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
