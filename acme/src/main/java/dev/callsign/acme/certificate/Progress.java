package dev.callsign.acme.certificate;

/** Is told what the agent does. Nothing that it is told is a secret. */
public interface Progress {

  /** This is about to be done; that it will be is on the disk. */
  void step(String what);

  /** The owner has to know this. It is told once, and not again after a crash. */
  void alarm(String text);
}
