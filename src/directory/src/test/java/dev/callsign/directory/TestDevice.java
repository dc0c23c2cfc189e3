package dev.callsign.directory;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.PrekeyMaker;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.request.DeviceAddress;
import dev.callsign.request.RequestSigner;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.CDI;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;

/** A device of a lab host that signs requests and sends them. */
final class TestDevice {

  /** The configured base URL, whatever port the test listens at. */
  static final String BASE = "http://localhost:8080";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DeviceAddress address;
  private final IdentityKeyPair identity;
  private final RequestSigner signer;
  private final PrekeyMaker prekeys;

  TestDevice(LabHost host, LabDevice device) {
    this.address = new DeviceAddress(host.callsign(), device.listed().id());
    this.identity = device.identity();
    this.signer = new RequestSigner(address, device.identity(), RANDOM);
    this.prekeys = new PrekeyMaker(device.identity(), RANDOM);
  }

  /** The first device of a host that is registered now. */
  static TestDevice registered(String name) {
    LabHost host = LabResource.lab().host(name);
    Requests.register(host.callsign());
    return new TestDevice(host, host.devices().getFirst());
  }

  /** One that anybody could make: no statement lists it. */
  static PrekeyMaker strangersPrekeys() {
    return new PrekeyMaker(IdentityKeyPair.generate(RANDOM), RANDOM);
  }

  IdentityKeyPair identity() {
    return identity;
  }

  /** Prekeys with ids from 1, again. */
  PrekeyMaker otherPrekeys() {
    return new PrekeyMaker(identity, RANDOM);
  }

  /** Where this device is. */
  String path() {
    return path(address);
  }

  /** A request as this device would sign it now, to be got wrong. */
  RequestDraft draft(String method, String path, String document) {
    return new RequestDraft(
        address, identity, method, URI.create(BASE + path), document, clock().instant());
  }

  /** The directory's clock: a device's shows the same. */
  private static Clock clock() {
    return CDI.current().select(ShiftedClock.class).get();
  }

  DeviceAddress address() {
    return address;
  }

  PrekeyMaker prekeys() {
    return prekeys;
  }

  /** Where a device is. */
  static String path(DeviceAddress device) {
    return "/v1/callsigns/" + device.callsign() + "/devices/" + device.deviceId();
  }

  ValidatableResponse upload(PrekeyUpload upload) {
    return upload(upload.toJson().toString());
  }

  ValidatableResponse upload(String document) {
    return send("PUT", path(address) + "/prekeys", document);
  }

  ValidatableResponse status() {
    return send("POST", path(address) + "/status", "");
  }

  ValidatableResponse check(String document) {
    return send("POST", path(address) + "/prekeys/check", document);
  }

  ValidatableResponse claim(TestDevice target) {
    return send("POST", path(target.address) + "/claims", "");
  }

  ValidatableResponse claim(TestDevice target, String idempotencyKey) {
    String path = path(target.address) + "/claims";
    return send(
        given().header("Idempotency-Key", idempotencyKey), "POST", path, sign("POST", path, ""));
  }

  /** Asks for a webhook. */
  ValidatableResponse watch(Callsign callsign, String url) {
    return send(
        "POST",
        "/v1/watches",
        JsonNodeFactory.instance
            .objectNode()
            .put("callsign", callsign.aLabel())
            .put("url", url)
            .toString());
  }

  /** How a watch stands. */
  ValidatableResponse readWatch(long id) {
    return send("POST", "/v1/watches/" + id, "");
  }

  ValidatableResponse endWatch(long id) {
    return send("DELETE", "/v1/watches/" + id, "");
  }

  /** A signed body, as this device sends it now. */
  byte[] sign(String method, String path, String document) {
    return signer.sign(
        method,
        URI.create(BASE + path),
        document.getBytes(StandardCharsets.UTF_8),
        clock().instant());
  }

  ValidatableResponse send(String method, String path, String document) {
    return send(method, path, sign(method, path, document));
  }

  static ValidatableResponse send(String method, String path, byte[] body) {
    return send(given(), method, path, body);
  }

  private static ValidatableResponse send(
      RequestSpecification request, String method, String path, byte[] body) {
    return request
        .contentType(RequestSigner.MEDIA_TYPE)
        .body(body)
        .when()
        .request(method, path)
        .then();
  }
}
