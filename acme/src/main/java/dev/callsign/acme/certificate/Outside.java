package dev.callsign.acme.certificate;

/**
 * Everybody that a {@link Keeper} deals with.
 *
 * @param orders takes an order through its steps
 * @param windows says when an authority would like a leaf to be renewed
 * @param statements signs
 * @param lookout sees what the world sees
 * @param deployment gives to those who serve
 * @param publication tells the directory
 * @param progress is told
 */
public record Outside(
    OrderSteps orders,
    WindowSource windows,
    StatementSource statements,
    Lookout lookout,
    Deployment deployment,
    Publication publication,
    Progress progress) {}
