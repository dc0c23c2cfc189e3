package dev.callsign.bench;

import dev.callsign.demo.DeviceClient;
import dev.callsign.demo.DirectoryProcess;
import dev.callsign.lab.Lab;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.DeviceAddress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Callsigns with prekeys, and the requests about them. */
final class Population {

  /** Devices that are claimed on and looked up. */
  static final int TARGETS = 500;

  private static final int CLAIMERS = 16;

  /** Claims in one round: more than are answered in it. Each can be sent once. */
  private static final int CLAIMS = 40_000;

  private final DirectoryProcess directory;
  private final List<DeviceClient> targets = new ArrayList<>();
  private final List<DeviceClient> claimers = new ArrayList<>();

  /** The same order of targets for both sides. */
  private final Random order = new Random(1);

  private Population(DirectoryProcess directory) {
    this.directory = directory;
  }

  static Population of(Lab lab, DirectoryProcess directory, HttpClient http, PrintStream out)
      throws IOException, InterruptedException {
    Population population = new Population(directory);
    for (int i = 0; i < CLAIMERS; i++) {
      population.claimers.add(device(lab, directory, http, "claimer-" + i));
    }
    for (int i = 0; i < TARGETS; i++) {
      DeviceClient target = device(lab, directory, http, "target-" + i);
      fill(directory, target, false);
      population.targets.add(target);
      if ((i + 1) % 100 == 0) {
        out.println((i + 1) + " of " + TARGETS + " callsigns are registered and have prekeys");
      }
    }
    return population;
  }

  /** Gives every target all its one-time prekeys again. */
  void refill() throws IOException, InterruptedException {
    for (DeviceClient target : targets) {
      fill(directory, target, true);
    }
  }

  private static void fill(DirectoryProcess directory, DeviceClient target, boolean replace)
      throws IOException, InterruptedException {
    upload(directory, target, replace);
    upload(directory, target, false);
  }

  private static void upload(DirectoryProcess directory, DeviceClient target, boolean replace)
      throws IOException, InterruptedException {
    PrekeyUpload upload =
        new PrekeyUpload(
            target.prekeys().signed(),
            target.prekeys().pq(),
            target.prekeys().oneTime(PrekeyUpload.MAX_KEYS),
            List.of(),
            replace);
    HttpResponse<String> answer = target.upload(directory.base(), upload);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("an upload was refused: " + answer.body());
    }
  }

  private static DeviceClient device(
      Lab lab, DirectoryProcess directory, HttpClient http, String name) {
    HttpResponse<String> answer = directory.register(lab.host(name).callsign().aLabel());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(name + " was refused: " + answer.body());
    }
    return new DeviceClient(
        http, directory.base(), lab.host(name), new SecureRandom(), Clock.systemUTC());
  }

  /** Bytes of the answer that is looked up. */
  int bundleBytes() {
    return directory
        .get(DeviceClient.path(targets.getFirst().address()) + "/bundle")
        .body()
        .getBytes(StandardCharsets.UTF_8)
        .length;
  }

  /** Claims of now, each of which can be sent once in the next minute. */
  Path writeClaims(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < CLAIMS; i++) {
        DeviceAddress target = targets.get(order.nextInt(TARGETS)).address();
        byte[] signed = claimers.get(i % CLAIMERS).signClaim(target);
        writer.write("POST\t" + DeviceClient.path(target) + "/claims\t");
        writer.write(new String(signed, StandardCharsets.US_ASCII) + "\n");
      }
    }
    return file;
  }

  Path writeBareClaims(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < CLAIMS; i++) {
        writer.write("POST\t/claims/" + order.nextInt(TARGETS) + "\t\n");
      }
    }
    return file;
  }

  Path writeLookups(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (DeviceClient target : targets) {
        writer.write("GET\t" + DeviceClient.path(target.address()) + "/bundle\t\n");
      }
    }
    return file;
  }
}
