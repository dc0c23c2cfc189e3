package dev.callsign.directory.record;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The repositories of the rows that belong to a callsign. */
final class Rows {
  private Rows() {}

  /** The table {@code callsign}. */
  @ApplicationScoped
  static class Callsigns implements PanacheRepositoryBase<CallsignRow, String> {}

  /** The table {@code statement}. */
  @ApplicationScoped
  static class Statements implements PanacheRepository<StatementRow> {}

  /** The table {@code certificate}. */
  @ApplicationScoped
  static class Certificates implements PanacheRepositoryBase<CertificateRow, String> {}

  /** The table {@code device}. */
  @ApplicationScoped
  static class Devices implements PanacheRepositoryBase<DeviceRow, DeviceRow.Key> {}

  /** The table {@code history}. */
  @ApplicationScoped
  static class History implements PanacheRepository<HistoryRow> {}
}
