package dev.callsign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabPostgres;
import dev.callsign.prekey.PrekeyUpload;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills the packaged directory again and again while devices claim and upload, and counts what went
 * wrong: keys that were handed out twice, and acknowledged uploads that are not there any more.
 *
 * <p>Every claim is repeated with its {@code Idempotency-Key} until it is answered, also after a
 * crash, so that in the end each key is accounted for: it was answered to exactly one claim.
 */
public final class ClaimDrill {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TARGETS = 4;
  private static final int CLAIMERS = 8;

  /** One-time prekeys in an upload: claims use them up in a fraction of a second. */
  private static final int BATCH = 40;

  /** Milliseconds under load before a kill: from the first requests to well under way. */
  private static final int MIN_LOAD = 500;

  private static final int MAX_LOAD = 5000;

  private final Lab lab;
  private final Path jar;
  private final Path folder;
  private final Map<String, String> settings;
  private final PrintStream out;
  private final SecureRandom random = new SecureRandom();
  private final DirectoryProcess.Ports ports = DirectoryProcess.Ports.free();
  private final KeyLedger ledger = new KeyLedger();
  private final List<DeviceClient> targets = new ArrayList<>();
  private final List<DeviceClient> claimers = new ArrayList<>();
  private int wrongAnswers;

  private ClaimDrill(
      Lab lab, Path jar, Path folder, Map<String, String> settings, PrintStream out) {
    this.lab = lab;
    this.jar = jar;
    this.folder = folder;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs the drill; ends with status 1 when anything went wrong.
   *
   * @param args {@code h2} or {@code postgresql}, how many crashes, {@code quarkus-run.jar} of
   *     either package, and a folder for what the directory writes
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean onPostgres = args[0].equals("postgresql");
    int crashes = Integer.parseInt(args[1]);
    Path folder = Files.createDirectories(Path.of(args[4]));
    Path data = Files.createTempDirectory(folder, "claims-");
    boolean good;
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
        LabPostgres postgres = onPostgres ? LabPostgres.start() : null) {
      Map<String, String> settings =
          new LinkedHashMap<>(lab.directoryProperties(lab.writeAnchor(data.resolve("anchor.pem"))));
      settings.put("callsign.claims.burst", "1000000");
      settings.put("callsign.claims.hourly", "1000000");
      if (postgres != null) {
        settings.putAll(postgres.jdbcProperties());
      }
      Path jar = Path.of(onPostgres ? args[3] : args[2]);
      good = new ClaimDrill(lab, jar, data, settings, System.out).run(crashes);
    }
    if (!good) {
      System.exit(1);
    }
  }

  private boolean run(int crashes) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      DirectoryProcess directory = start();
      for (int i = 0; i < TARGETS; i++) {
        targets.add(device(http, directory, "target-" + i));
      }
      for (int i = 0; i < CLAIMERS; i++) {
        claimers.add(device(http, directory, "claimer-" + i));
      }
      for (int crash = 1; crash <= crashes; crash++) {
        loadThenKill(directory);
        out.printf(
            "crash %d of %d: %d keys acknowledged, %d claimed, %d claims without an answer%n",
            crash, crashes, ledger.acknowledged(), ledger.claimed(), ledger.unanswered());
        directory = start();
      }
      settle(directory);
      directory.close();
    }
    if (wrongAnswers > 0) {
      out.printf("answers that no crash explains: %d%n", wrongAnswers);
    }
    out.printf(
        "crashes %d, double claims %d, lost uploads %d%n",
        crashes, ledger.doubleClaims(), ledger.lost());
    return ledger.doubleClaims() == 0 && ledger.lost() == 0 && wrongAnswers == 0;
  }

  private DirectoryProcess start() {
    return DirectoryProcess.start(jar, folder, ports, settings);
  }

  private DeviceClient device(HttpClient http, DirectoryProcess directory, String name) {
    HttpResponse<String> answer = directory.register(lab.host(name).callsign().aLabel());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(name + " is not registered: " + answer.body());
    }
    return new DeviceClient(
        http, directory.base(), lab.host(name), new SecureRandom(), Clock.systemUTC());
  }

  private void loadThenKill(DirectoryProcess directory) throws InterruptedException {
    AtomicBoolean killed = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (DeviceClient target : targets) {
        threads.execute(() -> keepUploading(directory, target, killed));
      }
      for (DeviceClient claimer : claimers) {
        threads.execute(() -> keepClaiming(directory, claimer, killed));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MIN_LOAD, MAX_LOAD));
      killed.set(true);
      directory.kill();
    }
  }

  /** An upload that was not acknowledged is repeated after the crash, with the same keys. */
  private void keepUploading(
      DirectoryProcess directory, DeviceClient target, AtomicBoolean killed) {
    while (!killed.get()) {
      PrekeyUpload upload =
          ledger
              .unacknowledged(target.address())
              .orElseGet(() -> ledger.plan(target.address(), target.prekeys().upload(BATCH, 2)));
      try {
        HttpResponse<String> answer = target.upload(directory.base(), upload);
        switch (answer.statusCode()) {
          case 200 -> ledger.acknowledge(target.address(), upload);
          case 409 -> pause(); // as many as are kept: claims go on
          default -> wrong(answer);
        }
      } catch (IOException e) {
        pause(); // the process is gone
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void keepClaiming(
      DirectoryProcess directory, DeviceClient claimer, AtomicBoolean killed) {
    while (!killed.get()) {
      KeyLedger.Claim claim =
          ledger
              .unanswered(claimer.address())
              .orElseGet(
                  () ->
                      ledger.begin(
                          claimer.address(),
                          targets.get(random.nextInt(targets.size())).address(),
                          UUID.randomUUID().toString()));
      claim(directory, claimer, claim);
    }
  }

  private void claim(DirectoryProcess directory, DeviceClient claimer, KeyLedger.Claim claim) {
    try {
      HttpResponse<String> answer =
          claimer.claim(directory.base(), claim.target(), claim.idempotencyKey());
      switch (answer.statusCode()) {
        case 200 -> ledger.answer(claim, oneTimeKey(answer.body()));
        case 404 -> pause(); // nothing has been uploaded yet
        default -> wrong(answer);
      }
    } catch (IOException e) {
      pause(); // the process is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gets every claim answered, then claims until nothing is left. */
  private void settle(DirectoryProcess directory) {
    for (DeviceClient claimer : claimers) {
      ledger.unanswered(claimer.address()).ifPresent(claim -> claim(directory, claimer, claim));
    }
    DeviceClient last = claimers.getFirst();
    for (DeviceClient target : targets) {
      int before;
      do {
        before = ledger.claimed();
        claim(
            directory,
            last,
            ledger.begin(last.address(), target.address(), UUID.randomUUID().toString()));
      } while (ledger.claimed() > before);
    }
  }

  private static int oneTimeKey(String body) throws IOException {
    JsonNode device = JSON.readTree(body).path("devices").path(0);
    return device.path("one_time_prekey").path("key_id").asInt(KeyLedger.NO_KEY);
  }

  private synchronized void wrong(HttpResponse<String> answer) {
    wrongAnswers++;
    out.println("unexpected " + answer.statusCode() + ": " + answer.body());
    pause();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
