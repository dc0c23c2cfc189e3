package dev.callsign.acme.certificate;

/** The three errands, in the order in which they depend on each other. */
record Errands(Errand sign, Errand deploy, Errand publish) {

  static final Errands NEVER = new Errands(Errand.NEVER, Errand.NEVER, Errand.NEVER);

  Errand of(Errand.Kind kind) {
    return switch (kind) {
      case SIGN -> sign;
      case DEPLOY -> deploy;
      case PUBLISH -> publish;
    };
  }

  Errands with(Errand.Kind kind, Errand errand) {
    return switch (kind) {
      case SIGN -> new Errands(errand, deploy, publish);
      case DEPLOY -> new Errands(sign, errand, publish);
      case PUBLISH -> new Errands(sign, deploy, errand);
    };
  }
}
