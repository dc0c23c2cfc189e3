package dev.callsign.acme.prekey;

/**
 * What one round of upkeep did.
 *
 * @param status what the directory has after it
 * @param newSigned whether there is a new signed prekey
 * @param newLastResort whether there is a new last-resort prekey
 * @param newOneTime how many one-time prekeys were uploaded
 * @param newPqOneTime how many post-quantum one-time prekeys were uploaded
 * @param replaced whether the directory dropped the one-time prekeys it had, because they were old
 *     or their private halves are not here
 * @param resent whether an upload that had not been confirmed was, before all that
 */
public record Supplied(
    PrekeyStatus status,
    boolean newSigned,
    boolean newLastResort,
    int newOneTime,
    int newPqOneTime,
    boolean replaced,
    boolean resent) {

  Supplied(PrekeyStatus status, SupplyPlan plan, boolean resent) {
    this(
        status,
        plan.signedPrekey(),
        plan.lastResort(),
        plan.oneTime(),
        plan.pqOneTime(),
        plan.replace(),
        resent);
  }

  /** Whether the directory was told nothing new. */
  public boolean isNothing() {
    return !newSigned && !newLastResort && newOneTime == 0 && newPqOneTime == 0 && !resent;
  }
}
