package dev.callsign.directory.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** The id of a device that left its callsign; written once, never removed. */
@Entity
@Table(name = "retired_device")
@IdClass(RetiredDeviceRow.Key.class)
class RetiredDeviceRow {

  /** The primary key. */
  record Key(String callsign, int deviceId) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Id String callsign;

  @Id
  @Column(name = "device_id")
  int deviceId;

  /** For the persistence provider, which fills every column. */
  @SuppressWarnings("NullAway.Init")
  protected RetiredDeviceRow() {}

  RetiredDeviceRow(String callsign, int deviceId) {
    this.callsign = callsign;
    this.deviceId = deviceId;
  }
}
