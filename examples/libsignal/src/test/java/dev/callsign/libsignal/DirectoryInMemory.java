package dev.callsign.libsignal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.lab.LabBundle;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.statement.Device;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Checks uploads and answers bundles as docs/protocol.md §4 and §8 say, without any network. */
final class DirectoryInMemory implements PrekeyDirectory {

  /** What it keeps of one device. */
  private static final class Stored {
    private final Device device;
    private final Queue<OneTimePrekey> oneTime = new ArrayDeque<>();
    private final Queue<PqPrekey> pqOneTime = new ArrayDeque<>();
    private @Nullable SignedPrekey signed;
    private @Nullable PqPrekey lastResort;

    private Stored(Device device) {
      this.device = device;
    }
  }

  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, Stored> devices = new HashMap<>();

  /** Records a callsign with one device. */
  void register(Callsign callsign, String statement, Device device) {
    statements.put(callsign.aLabel(), statement);
    devices.put(key(callsign, device.id()), new Stored(device));
  }

  @Override
  public void upload(Callsign callsign, int deviceId, PrekeyUpload handedIn) {
    byte[] document = handedIn.toJson().toString().getBytes(StandardCharsets.UTF_8);
    Stored stored = stored(callsign, deviceId);
    UploadVerdict verdict = UploadVerifier.verify(document, stored.device.identityKey());
    assertThat(verdict).isInstanceOf(UploadVerdict.Checked.class);
    PrekeyUpload upload = ((UploadVerdict.Checked) verdict).upload().upload();
    stored.signed = upload.signedPrekey() == null ? stored.signed : upload.signedPrekey();
    stored.lastResort = upload.pqLastResort() == null ? stored.lastResort : upload.pqLastResort();
    stored.oneTime.addAll(upload.oneTime());
    stored.pqOneTime.addAll(upload.pqOneTime());
  }

  @Override
  public byte[] claim(Callsign callsign, int deviceId) {
    Stored stored = stored(callsign, deviceId);
    PqPrekey pq = stored.pqOneTime.poll();
    return new LabBundle(callsign, Objects.requireNonNull(statements.get(callsign.aLabel())))
        .device(
            stored.device,
            Objects.requireNonNull(stored.signed),
            stored.oneTime.poll(),
            pq == null ? stored.lastResort : pq)
        .encode();
  }

  private Stored stored(Callsign callsign, int deviceId) {
    return Objects.requireNonNull(devices.get(key(callsign, deviceId)));
  }

  private static String key(Callsign callsign, int deviceId) {
    return callsign.aLabel() + "#" + deviceId;
  }
}
