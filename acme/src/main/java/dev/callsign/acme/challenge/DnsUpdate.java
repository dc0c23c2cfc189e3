package dev.callsign.acme.challenge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Update;

/**
 * Signed updates of TXT records at one server (RFC 2136, RFC 8945), over TCP.
 *
 * @param server the primary of the zone
 * @param clock what an update is signed at; servers refuse more than five minutes of difference
 */
record DnsUpdate(InetSocketAddress server, TsigKey key, Clock clock) {

  /** Seconds that others may keep the record: nobody asks twice. */
  static final long TTL_SECONDS = 60;

  /** Says that an update was refused, or nobody knows whether it was made. */
  static final class UpdateFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    UpdateFailure(boolean refused, String message) {
      super(message);
      this.refused = refused;
    }

    /** Whether somebody has to change something before it can succeed. */
    boolean isRefused() {
      return refused;
    }

    String detail() {
      return String.valueOf(getMessage());
    }
  }

  /** Adds one value; others of the same name stay. */
  void add(Zone zone, String value) throws UpdateFailure {
    Update update = new Update(zone.apex());
    update.add(record(zone, value));
    send(update, zone);
  }

  /** Removes one value; others of the same name stay. */
  void remove(Zone zone, String value) throws UpdateFailure {
    Update update = new Update(zone.apex());
    update.delete(record(zone, value));
    send(update, zone);
  }

  private static TXTRecord record(Zone zone, String value) {
    return new TXTRecord(zone.owner(), DClass.IN, TTL_SECONDS, value);
  }

  private void send(Update update, Zone zone) throws UpdateFailure {
    SimpleResolver resolver = TxtProbe.resolver(server);
    resolver.setTCP(true);
    resolver.setTSIGKey(key.signer(clock));
    Message answer;
    try {
      answer = resolver.send(update);
    } catch (IOException e) {
      throw new UpdateFailure(
          false, "the name server " + server + " does not answer an update: " + e.getMessage());
    }
    int code = answer.getRcode();
    TSIGRecord signature = answer.getTSIG();
    int error = signature == null ? Rcode.NOERROR : signature.getError();
    if (code == Rcode.NOERROR && error == Rcode.NOERROR && answer.isVerified()) {
      return;
    }
    throw failure(zone, code, error);
  }

  /**
   * In words of our own, because the codes say little to those who do not know them.
   *
   * @param error of the signature, which says more than {@code code} where there is one
   */
  UpdateFailure failure(Zone zone, int code, int error) {
    String said = "the name server " + server + " refuses to update " + zone.owner() + ": ";
    return switch (error) {
      case Rcode.BADSIG ->
          refused(
              said
                  + "it has another secret for the TSIG key "
                  + key
                  + "; compare the secret with the one in its configuration (BADSIG)");
      case Rcode.BADKEY ->
          refused(
              said
                  + "it does not know the TSIG key "
                  + key
                  + "; compare name and algorithm with its configuration (BADKEY)");
      case Rcode.BADTIME ->
          refused(said + "its clock and this one differ by more than 5 minutes (BADTIME)");
      default -> failure(zone, code, said);
    };
  }

  private UpdateFailure failure(Zone zone, int code, String said) {
    return switch (code) {
      case Rcode.NOTAUTH ->
          refused(
              said
                  + "it is not the primary of "
                  + zone.apex()
                  + ", or does not take the TSIG key "
                  + key
                  + " (NOTAUTH)");
      case Rcode.REFUSED ->
          refused(
              said
                  + "the TSIG key "
                  + key
                  + " may not change TXT records of this name; see allow-update or update-policy"
                  + " in its configuration (REFUSED)");
      case Rcode.NOTZONE, Rcode.NOTIMP, Rcode.FORMERR ->
          refused(said + "it takes no such updates (" + Rcode.string(code) + ")");
      case Rcode.NOERROR ->
          new UpdateFailure(false, said + "its answer is not signed with the TSIG key " + key);
      default -> new UpdateFailure(false, said + Rcode.string(code));
    };
  }

  private static UpdateFailure refused(String message) {
    return new UpdateFailure(true, message);
  }
}
