package dev.callsign.lab;

/**
 * The ports of a lab, all on loopback; 0 for any that is free.
 *
 * @param dns UDP and TCP
 * @param tls where all callsigns are hosted
 * @param crl where the revocation lists are, plain HTTP
 */
public record LabPorts(int dns, int tls, int crl) {

  /** Any free ports: any number of labs can run at the same time. */
  public static LabPorts free() {
    return new LabPorts(0, 0, 0);
  }

  /** The ports of the lab that stays up for a directory in development. */
  public static LabPorts fixed() {
    return new LabPorts(15353, 15443, 15080);
  }
}
