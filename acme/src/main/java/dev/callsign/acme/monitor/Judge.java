package dev.callsign.acme.monitor;

import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.name.Callsign;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which entries of a callsign's history are alarms, and what to do about each: a pure
 * function.
 *
 * <p>Types that are not known here, and those about what the owner's own machine does or puts off,
 * are none: {@code renewal-due}, {@code expiring}, {@code unreachable}, {@code prekeys.low}.
 *
 * @param devicesFile for advice to call another command; null when it is not known
 */
record Judge(Callsign callsign, DirectoryAddress directory, @Nullable Path devicesFile) {

  private static final Set<String> ABOUT_STATEMENTS =
      Set.of("first", "renewed", "extended", "reduced", "rotated", "held", "reclaimed");

  private static final String LOOK = "look at your DNS, your host and who has access to them";

  /** Whether an entry is about a statement, which somebody signed. */
  static boolean isAboutStatement(DirectoryEvent entry) {
    return ABOUT_STATEMENTS.contains(entry.type());
  }

  /** Whether an entry is about a statement that this machine did not sign. */
  static boolean isForeign(DirectoryEvent entry, Set<String> ours) {
    return isAboutStatement(entry)
        && (entry.statementSha256() == null || !ours.contains(entry.statementSha256()));
  }

  /**
   * The alarm that an entry is; empty when it is none.
   *
   * @param ours hashes of the statements that the owner signed
   */
  Optional<Alarm> judge(DirectoryEvent entry, Set<String> ours) {
    if (isForeign(entry, ours)) {
      return Optional.of(foreign(entry));
    }
    return Optional.ofNullable(
        switch (entry.type()) {
          case "held" ->
              alarm(
                  entry,
                  AlarmKind.HELD,
                  "your statement " + statement(entry) + " waits, as no device agreed to it",
                  "sign again so that a device of the statement in force agrees: callsign-acme sign"
                      + " --continuity ID ...; if you did not change devices here, end it: "
                      + veto());
          case "reclaimed" ->
              alarm(
                  entry,
                  AlarmKind.RECLAIMED,
                  "your statement " + statement(entry) + " came into force without agreement",
                  "tell your correspondents why your keys changed; directories warn of it for 30"
                      + " days");
          case "revoked" ->
              alarm(
                  entry,
                  AlarmKind.REVOKED,
                  "the certificate in force was revoked: your keys are not served any more",
                  "obtain a certificate for a new key and sign with it: callsign-acme sign ...; if"
                      + " you did not ask for the revocation, ask your authority who did, and "
                      + LOOK);
          case "expired" ->
              alarm(
                  entry,
                  AlarmKind.EXPIRED,
                  "the statement in force ended: your keys are not served any more",
                  "renew the certificate, sign with it (callsign-acme sign ...), host both, then: "
                      + check());
          case "mismatch" ->
              alarm(
                  entry,
                  AlarmKind.MISMATCH,
                  "your domain serves what does not verify",
                  "host the statement in force or the next one; if yours is hosted, somebody else"
                      + " answers for your domain: "
                      + LOOK);
          case "unannounced-domain-key" ->
              alarm(
                  entry,
                  AlarmKind.UNANNOUNCED_DOMAIN_KEY,
                  "a certificate for a key that your statement before did not announce is in use",
                  "if you replaced the domain key, nothing; if not, have the certificate revoked"
                      + " and "
                      + LOOK);
          case "served-by-other-key" ->
              alarm(
                  entry,
                  AlarmKind.SERVED_BY_OTHER_KEY,
                  "your host presents another key than the one that signs your statement",
                  "if another server terminates TLS for you, nothing; if not, find out whose key"
                      + " it is and "
                      + LOOK);
          case "prekeys.empty" ->
              alarm(
                  entry,
                  AlarmKind.PREKEYS_EMPTY,
                  "device " + device(entry) + " has no one-time prekeys left",
                  "callsign-acme prekeys refill --devices "
                      + devices()
                      + " --device "
                      + device(entry)
                      + " --directory "
                      + directory
                      + "; if they are gone again at once, somebody drains them");
          default -> null;
        });
  }

  /** Another entry than before stands under the id of {@code entry}. */
  Alarm changed(DirectoryEvent entry) {
    return contradiction(entry.id(), "entry " + entry.id() + " says something else than before");
  }

  /** {@code entry} was not there when later ones already were. */
  Alarm late(DirectoryEvent entry) {
    return contradiction(
        entry.id(), "entry " + entry.id() + " was not there when later ones already were");
  }

  /** The entry is not there any more. */
  Alarm vanished(long id) {
    return contradiction(id, "entry " + id + " is not there any more");
  }

  /** The directory has told nothing that can be used for a while. */
  Alarm blind(String since, String why) {
    return new Alarm(
        AlarmKind.BLIND,
        null,
        "nothing usable was heard from " + directory + " since " + since + ": " + why,
        "nobody watches your callsign there meanwhile: find out what is wrong, and look from"
            + " elsewhere: callsign-acme lookup "
            + callsign
            + " --directory "
            + directory);
  }

  private Alarm contradiction(long id, String what) {
    return new Alarm(
        AlarmKind.CONTRADICTION,
        id,
        "the directory contradicts itself: " + what,
        "ask its operator whether records were restored from a backup; if not, do not trust it:"
            + " register at another directory too, and compare: callsign-acme lookup "
            + callsign
            + " --directory "
            + directory);
  }

  private Alarm foreign(DirectoryEvent entry) {
    String which = "statement " + statement(entry);
    String stranger = "not signed here: " + which;
    return switch (entry.type()) {
      case "held" ->
          foreign(
              entry,
              which + " asks for other devices, was not signed here, and is held",
              "end it before it becomes active: " + veto() + "; then " + LOOK);
      case "reclaimed" ->
          foreign(
              entry,
              which + " with other devices was not signed here, and is in force",
              "tell your correspondents another way not to use these keys; take the domain back"
                  + " and sign with a device of yours: callsign-acme sign ...; "
                  + LOOK);
      case "extended", "reduced", "rotated" ->
          foreign(
              entry,
              stranger + " changes devices with the agreement of one of yours",
              "if no other machine of yours signed it (give its statements with --statements), the"
                  + " key of a device is stolen as well as the domain: take the domain back, remove"
                  + " that device and sign: callsign-acme sign ...; "
                  + LOOK);
      default ->
          foreign(
              entry,
              stranger + " is in force with the devices that you have",
              "if another machine of yours signed it, give its statements with --statements; if"
                  + " not, somebody has a certificate for your domain: have it revoked and "
                  + LOOK);
    };
  }

  private Alarm foreign(DirectoryEvent entry, String text, String next) {
    return alarm(entry, AlarmKind.FOREIGN_STATEMENT, text, next);
  }

  private static Alarm alarm(DirectoryEvent entry, AlarmKind kind, String text, String next) {
    String detail = entry.detail() == null ? "" : " (" + entry.detail() + ")";
    return Alarm.about(entry, kind, text + detail, next);
  }

  private static String statement(DirectoryEvent entry) {
    String seq = entry.seq() == null ? "without a number" : String.valueOf(entry.seq());
    String hash = entry.statementSha256() == null ? "unknown" : entry.statementSha256();
    return seq + ", SHA-256 " + hash + ",";
  }

  private static String device(DirectoryEvent entry) {
    return entry.device() == null ? "ID" : String.valueOf(entry.device());
  }

  private String devices() {
    return devicesFile == null ? "FILE" : devicesFile.toString();
  }

  private String veto() {
    return "callsign-acme veto --devices " + devices() + " --device ID --directory " + directory;
  }

  private String check() {
    return "curl -X POST " + directory.checks(callsign);
  }
}
