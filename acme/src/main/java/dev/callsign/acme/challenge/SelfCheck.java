package dev.callsign.acme.challenge;

import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.order.Answer;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Makes a presentation of an answer and of what our own look at it found. */
final class SelfCheck {

  private SelfCheck() {}

  /** Standing without a complaint; otherwise the answer is taken away and nobody is asked. */
  static Presentation judge(Answer answer, Optional<String> complaint) {
    return complaint.isEmpty()
        ? new Presentation.Standing(answer)
        : failed(answer, complaint.get(), OrderFailure.ValidationFailed::new);
  }

  /** Takes the answer away and gives the failure of a kind. */
  static Presentation failed(Answer answer, String detail, Function<String, OrderFailure> kind) {
    String all = detail;
    boolean interrupted = Thread.interrupted(); // who shall end shall still clean up
    try {
      answer.close();
    } catch (IOException e) {
      all = detail + "; " + e.getMessage();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return new Presentation.Failed(kind.apply(PlainText.line(all)));
  }

  /** This machine failed before there was anything to take away. */
  static Presentation local(String detail) {
    return new Presentation.Failed(new OrderFailure.Local(PlainText.line(detail)));
  }
}
