package dev.callsign.directory.record;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.report.MalformedException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One device of the statement that is served. */
@Entity
@Table(name = "device")
@IdClass(DeviceRow.Key.class)
class DeviceRow {

  /** The primary key. */
  record Key(String callsign, int deviceId) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Id String callsign;

  @Id
  @Column(name = "device_id")
  int deviceId;

  @Column(name = "registration_id")
  int registrationId;

  @Column(name = "identity_key")
  String identityKey;

  @Nullable String name;

  @Column(name = "added_at")
  Instant addedAt;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected DeviceRow() {}

  /** The identity key, which was checked when the statement was verified. */
  IdentityKey identityKey() {
    try {
      return IdentityKey.decode(Base64.getUrlDecoder().decode(identityKey));
    } catch (MalformedException e) {
      throw new IllegalStateException("a recorded identity key no longer decodes", e);
    }
  }
}
