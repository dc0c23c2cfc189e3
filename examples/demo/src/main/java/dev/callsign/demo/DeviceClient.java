package dev.callsign.demo;

import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.PrekeyMaker;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.DeviceAddress;
import dev.callsign.request.RequestSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** A device of a lab host that uploads its prekeys and claims those of others. */
public final class DeviceClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI base;
  private final DeviceAddress address;
  private final RequestSigner signer;
  private final PrekeyMaker prekeys;
  private final Clock clock;

  /**
   * The first device of a host.
   *
   * @param base the public base URL of the directory, which requests are signed for
   */
  public DeviceClient(HttpClient http, URI base, LabHost host, SecureRandom random, Clock clock) {
    this(http, base, host.callsign(), host.devices().getFirst(), random, clock);
  }

  /**
   * A device, whoever has it.
   *
   * @param base the public base URL of the directory, which requests are signed for
   */
  public DeviceClient(
      HttpClient http,
      URI base,
      Callsign callsign,
      LabDevice device,
      SecureRandom random,
      Clock clock) {
    this.http = http;
    this.base = base;
    this.address = new DeviceAddress(callsign, device.listed().id());
    this.signer = new RequestSigner(address, device.identity(), random);
    this.prekeys = new PrekeyMaker(device.identity(), random);
    this.clock = clock;
  }

  /** Which device this is. */
  public DeviceAddress address() {
    return address;
  }

  /** Makes its prekeys. */
  public PrekeyMaker prekeys() {
    return prekeys;
  }

  /** Uploads to the replica at {@code replica}. */
  public HttpResponse<String> upload(URI replica, PrekeyUpload upload)
      throws IOException, InterruptedException {
    String path = path(address) + "/prekeys";
    return send(replica, "PUT", path, sign("PUT", path, upload.toJson().toString()), "");
  }

  /** Asks for a webhook at the replica at {@code replica}. */
  public HttpResponse<String> watch(URI replica, Callsign callsign, URI url)
      throws IOException, InterruptedException {
    String document = "{\"callsign\": \"%s\", \"url\": \"%s\"}".formatted(callsign, url);
    return send(replica, "POST", "/v1/watches", sign("POST", "/v1/watches", document), "");
  }

  /** Vetoes the change that is held of {@code callsign}. */
  public HttpResponse<String> veto(URI replica, Callsign callsign)
      throws IOException, InterruptedException {
    String path = "/v1/callsigns/" + callsign + "/veto";
    return send(replica, "POST", path, sign("POST", path, ""), "");
  }

  /** Claims on {@code target} at the replica at {@code replica}. */
  public HttpResponse<String> claim(URI replica, DeviceAddress target, String idempotencyKey)
      throws IOException, InterruptedException {
    return claim(replica, target, signClaim(target), idempotencyKey);
  }

  /** Sends a claim that {@link #signClaim} made. */
  public HttpResponse<String> claim(
      URI replica, DeviceAddress target, byte[] signed, String idempotencyKey)
      throws IOException, InterruptedException {
    return send(replica, "POST", path(target) + "/claims", signed, idempotencyKey);
  }

  /** A signed claim on {@code target}, which can be sent once. */
  public byte[] signClaim(DeviceAddress target) {
    return sign("POST", path(target) + "/claims", "");
  }

  private byte[] sign(String method, String path, String document) {
    return signer.sign(
        method,
        URI.create(base + path),
        document.getBytes(StandardCharsets.UTF_8),
        clock.instant());
  }

  private HttpResponse<String> send(
      URI replica, String method, String path, byte[] body, String idempotencyKey)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(replica + path))
            .timeout(TIMEOUT)
            .header("Content-Type", RequestSigner.MEDIA_TYPE)
            .method(method, BodyPublishers.ofByteArray(body));
    if (!idempotencyKey.isEmpty()) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Where a device is at a directory. */
  public static String path(DeviceAddress device) {
    return "/v1/callsigns/" + device.callsign() + "/devices/" + device.deviceId();
  }
}
