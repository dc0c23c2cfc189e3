package dev.callsign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabHost;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Starts a laboratory with two callsigns and the packaged directory, registers both with their
 * prekeys, says what to try next and keeps running.
 */
public final class Demo implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One-time prekeys of each kind that a device uploads here. */
  private static final int ONE_TIME = 20;

  private final Lab lab;
  private final DirectoryProcess directory;
  private final PrintStream out;

  private Demo(Lab lab, DirectoryProcess directory, PrintStream out) {
    this.lab = lab;
    this.directory = directory;
    this.out = out;
  }

  /**
   * Runs the demo until it is interrupted.
   *
   * @param args the packaged directory's {@code quarkus-run.jar}, and a folder for its H2 file
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    run(Path.of(args[0]), Path.of(args[1]), System.out);
  }

  private static void run(Path jar, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    try (Demo demo = start(jar, folder, DirectoryProcess.Ports.documented(), out)) {
      demo.sayWhatToTry();
      demo.directory.await();
    }
  }

  /** Starts everything and registers alice and bob; says each step as it is done. */
  static Demo start(Path jar, Path folder, DirectoryProcess.Ports ports, PrintStream out)
      throws IOException {
    Files.createDirectories(folder);
    Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom());
    out.println("lab        certificate authority, DNS and TLS hosts are up on loopback");
    // The lab's authority is new at each start; so is what the directory remembers.
    Path data = Files.createTempDirectory(folder, "directory-");
    DirectoryProcess directory =
        DirectoryProcess.start(
            jar, data, ports, lab.directoryProperties(lab.writeAnchor(data.resolve("anchor.pem"))));
    out.println("directory  " + directory.base() + ", H2 file in " + data);
    Demo demo = new Demo(lab, directory, out);
    for (String name : new String[] {"alice", "bob"}) {
      demo.register(lab.host(name));
    }
    return demo;
  }

  /** The directory that was started. */
  DirectoryProcess directory() {
    return directory;
  }

  /** Ends the directory first, then the lab it resolves through. */
  @Override
  public void close() {
    directory.close();
    lab.close();
  }

  private void register(LabHost host) throws IOException {
    HttpResponse<String> answer = directory.register(host.callsign().aLabel());
    JsonNode json = JSON.readTree(answer.body());
    out.println(
        answer.statusCode() == 201
            ? String.format(
                "registered %s: %s, graded %s, %d device(s), until %s",
                host.callsign(),
                json.path("state").asText(),
                json.path("grade").asText(),
                json.path("devices").size(),
                json.path("expires_at").asText())
            : "refused    " + host.callsign() + ": " + json.path("detail").asText());
    uploadPrekeys(host);
  }

  private void uploadPrekeys(LabHost host) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      DeviceClient device =
          new DeviceClient(http, directory.base(), host, new SecureRandom(), Clock.systemUTC());
      HttpResponse<String> answer =
          device.upload(directory.base(), device.prekeys().upload(ONE_TIME, ONE_TIME));
      JsonNode json = JSON.readTree(answer.body());
      out.println(
          answer.statusCode() == 200
              ? String.format(
                  "prekeys    of %s: %d one-time, %d post-quantum",
                  device.address(),
                  json.path("one_time_prekeys").path("count").asInt(),
                  json.path("pq_one_time_prekeys").path("count").asInt())
              : "refused    " + device.address() + ": " + json.path("detail").asText());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayWhatToTry() {
    String base = directory.base().toString();
    out.println();
    out.println("Both callsigns are verified. Try next:");
    out.println();
    out.println("  curl " + base + "/v1/callsigns/alice.callsign.test");
    out.println(
        "  curl -H 'Accept: application/jose' " + base + "/v1/callsigns/alice.callsign.test");
    out.println("  curl " + base + "/v1/callsigns/bob.callsign.test/bundle");
    out.println("  curl " + base + "/v1/callsigns/bob.callsign.test/history");
    out.println("  curl -N " + base + "/v1/callsigns/bob.callsign.test/events?after=0");
    out.println("  open " + base + "/q/swagger-ui");
    out.println();
    out.println("Ctrl-C ends it.");
  }
}
