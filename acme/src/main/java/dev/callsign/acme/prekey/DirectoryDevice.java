package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.directory.Refusal;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.prekey.PrekeyDigest;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import dev.callsign.request.RequestSigner;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * One device at one directory: sends its signed requests (docs/protocol.md §4) over HTTP.
 *
 * <p>Every method is one exchange of at most 30 seconds, {@link #claim} at most two, and throws
 * {@link CommandFailure}: {@code TRY_LATER} when no answer came, or {@link DirectoryFailure} {@code
 * TRY_LATER} with 429 and 5xx; {@link DirectoryFailure} {@code BAD_INPUT} when the directory
 * refused, and {@code BAD_CONFIGURATION} when it redirects; {@code BAD_INPUT} when it does not
 * answer as the protocol says. Safe for concurrent use. Writes nothing to disk.
 */
public final class DirectoryDevice {

  /** Bytes of the largest answer to an upload or a status request; a real one is below 1,000. */
  static final int MAX_STATUS_BYTES = 64 * 1024;

  /** Bytes of the largest bundle that is read; a real one of six devices is about 40,000. */
  static final int MAX_BUNDLE_BYTES = AnswerVerifier.MAX_BYTES;

  private static final byte[] EMPTY = {};
  private static final int IDEMPOTENCY_KEY_BYTES = 16;
  private static final String PREKEYS_DIFFER = "prekeys-differ";

  private final DirectoryAddress directory;
  private final DeviceAddress device;
  private final IdentityKey identityKey;
  private final RequestSigner requests;
  private final DirectoryExchange exchange;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * A device at a directory.
   *
   * @param directory what signed requests name, so exactly its public base URL
   * @param signer the device's identity key
   * @param clock at most 60 s away from the directory's
   */
  public DirectoryDevice(
      DirectoryAddress directory,
      DeviceAddress device,
      IdentitySigner signer,
      Clock clock,
      SecureRandom random) {
    this.directory = directory;
    this.device = device;
    this.identityKey = signer.identityKey();
    this.requests = new RequestSigner(device, signer, random);
    this.exchange = new DirectoryExchange(directory);
    this.clock = clock;
    this.random = random;
  }

  /** Which device. */
  public DeviceAddress device() {
    return device;
  }

  /** Which directory. */
  public DirectoryAddress directory() {
    return directory;
  }

  /**
   * Uploads prekeys. The directory takes all of them or none; the same upload again changes
   * nothing. After {@code TRY_LATER} it is not known whether they were taken.
   *
   * @return what the directory has then
   */
  public PrekeyStatus upload(PrekeyUpload upload) throws CommandFailure {
    byte[] document = upload.toJson().toString().getBytes(StandardCharsets.UTF_8);
    return statusIn(send("PUT", directory.prekeys(device), document, MAX_STATUS_BYTES));
  }

  /** Asks what the directory has of this device. */
  public PrekeyStatus status() throws CommandFailure {
    return statusIn(send("POST", directory.status(device), EMPTY, MAX_STATUS_BYTES));
  }

  /**
   * Asks whether the directory publishes the same keys.
   *
   * @param digest of {@link PrekeyDigest}
   * @return false when it says that they differ
   */
  public boolean check(byte[] digest) throws CommandFailure {
    byte[] document =
        JsonNodeFactory.instance
            .objectNode()
            .put("digest", Base64Url.encode(digest))
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    try {
      send("POST", directory.prekeyCheck(device), document, MAX_STATUS_BYTES);
      return true;
    } catch (DirectoryFailure refused) {
      if (refused.slug().equals(PREKEYS_DIFFER)) {
        return false;
      }
      throw refused;
    }
  }

  /**
   * Claims a one-time prekey of another device. When no answer comes the request is made once more,
   * signed anew, with the same {@code Idempotency-Key}, so that at most one key is used up.
   *
   * @return the bundle as the directory answered, JSON. NOT verified: neither its statement nor its
   *     keys may be believed yet
   */
  public byte[] claim(DeviceAddress target) throws CommandFailure {
    byte[] key = new byte[IDEMPOTENCY_KEY_BYTES];
    random.nextBytes(key);
    String idempotencyKey = Base64Url.encode(key);
    Answer answer;
    try {
      answer = exchange.send(claimRequest(target, idempotencyKey), MAX_BUNDLE_BYTES);
    } catch (CommandFailure lost) {
      if (Thread.currentThread().isInterrupted()) {
        throw lost;
      }
      answer = exchange.send(claimRequest(target, idempotencyKey), MAX_BUNDLE_BYTES);
    }
    return good(answer, MAX_BUNDLE_BYTES);
  }

  /**
   * Ends, for ever, the change of this device's callsign that the directory holds, whatever it is
   * by the time the request arrives (docs/protocol.md §5).
   *
   * @throws CommandFailure also {@code BAD_INPUT} with the slug {@code nothing-held}
   */
  public void veto() throws CommandFailure {
    byte[] body = send("POST", directory.veto(device.callsign()), EMPTY, MAX_STATUS_BYTES);
    try {
      if (StrictJson.parse(body, Slug.BAD_REQUEST_SIGNATURE, "answer").flag("vetoed")) {
        return;
      }
    } catch (MalformedException e) {
      throw strange(e.detail());
    }
    throw strange("it does not say whether it vetoed");
  }

  /**
   * Fetches the public bundle of a callsign, which uses nothing up. The request is not signed.
   *
   * @return the bundle as the directory answered, JSON. NOT verified, as above
   */
  public byte[] bundle(Callsign callsign) throws CommandFailure {
    HttpRequest request =
        HttpRequest.newBuilder(directory.bundle(callsign))
            .header("Accept", "application/json")
            .build();
    return good(exchange.send(request, MAX_BUNDLE_BYTES), MAX_BUNDLE_BYTES);
  }

  private HttpRequest claimRequest(DeviceAddress target, String idempotencyKey) {
    return signed("POST", directory.claims(target), EMPTY)
        .header("Idempotency-Key", idempotencyKey)
        .build();
  }

  private byte[] send(String method, URI uri, byte[] document, int maxBytes) throws CommandFailure {
    return good(exchange.send(signed(method, uri, document).build(), maxBytes), maxBytes);
  }

  private HttpRequest.Builder signed(String method, URI uri, byte[] document) {
    byte[] body = requests.sign(method, uri, document, clock.instant());
    return HttpRequest.newBuilder(uri)
        .header("Accept", "application/json")
        .header("Content-Type", RequestSigner.MEDIA_TYPE)
        .method(method, BodyPublishers.ofByteArray(body));
  }

  private byte[] good(Answer answer, int maxBytes) throws CommandFailure {
    if (answer.status() != Answer.OK) {
      throw Refusal.of(answer);
    }
    if (answer.body().length > maxBytes) {
      throw strange("its answer is longer than " + maxBytes + " bytes");
    }
    return answer.body();
  }

  private PrekeyStatus statusIn(byte[] body) throws CommandFailure {
    PrekeyStatus status;
    try {
      status = PrekeyStatus.parse(body);
    } catch (MalformedException e) {
      throw strange(e.detail());
    }
    if (!status.device().equals(device.toString()) || !status.identityKey().equals(identityKey)) {
      throw strange("it speaks of another device, or of one with another identity key");
    }
    return status;
  }

  private CommandFailure strange(String why) {
    return new CommandFailure(
        ExitCode.BAD_INPUT, directory + " does not answer as a directory does: " + why);
  }
}
