package dev.callsign.acme.order;

import dev.callsign.acme.cli.PlainText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/** What the exceptions of acme4j and the problems of a server mean (RFC 8555 §6.7). */
final class Failures {

  /** A server that is asked more often than this is not meant to answer (RFC 9773 §4.3.2). */
  static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

  /** The longest period that Let's Encrypt counts over; what is beyond is taken for a mistake. */
  static final Duration LONGEST_WAIT = Duration.ofDays(7);

  /** For a {@code rateLimited} that names no time: most of Let's Encrypt's refill within it. */
  static final Duration UNNAMED_WAIT = Duration.ofHours(1);

  private static final String PREFIX = "urn:ietf:params:acme:error:";

  private static final int FORBIDDEN_TOO_OFTEN = 429;
  private static final int UNAVAILABLE = 503;

  /** Hundreds of the statuses that say that the server itself has failed. */
  private static final int SERVER_ERROR = 5;

  /** What our answer to a challenge can have been to a validation (RFC 8555 §6.7, RFC 8737 §4). */
  private static final Set<String> VALIDATION =
      Set.of("connection", "dns", "tls", "incorrectResponse");

  /** What stays so until somebody changes something. */
  private static final Set<String> REFUSAL =
      Set.of(
          "badCSR",
          "badSignatureAlgorithm",
          "caa",
          "externalAccountRequired",
          "invalidContact",
          "invalidProfile",
          "rejectedIdentifier",
          "unauthorized",
          "unsupportedContact",
          "unsupportedIdentifier");

  private final Clock clock;
  private final LastAnswer last;

  Failures(Clock clock, LastAnswer last) {
    this.clock = clock;
    this.last = last;
  }

  /** The end of a step that {@code thrown} is. */
  OrderStopped stopped(Throwable thrown, String server) {
    return switch (cause(thrown)) {
      case AcmeServerException refused -> {
        String type = type(refused.getProblem());
        yield new OrderStopped(of(refused, type), type, last.status());
      }
      case IOException trouble ->
          new OrderStopped(new OrderFailure.Unreachable(unreachable(trouble, server)));
      case Throwable other when last.status() != 0 ->
          new OrderStopped(ofStatus(said(other, server)), "", last.status());
      case Throwable other -> new OrderStopped(new OrderFailure.Unreachable(said(other, server)));
    };
  }

  /**
   * What it means that a validation, or the order after it, ended with {@code problem}. Some
   * servers say {@code unauthorized} for a wrong answer to a challenge.
   */
  OrderFailure ofValidation(Problem problem) {
    String type = type(problem);
    String detail = detail(problem, type);
    return switch (type) {
      case "caa", "rejectedIdentifier", "unsupportedIdentifier" -> new OrderFailure.Refused(detail);
      case "serverInternal" -> new OrderFailure.Unreachable(detail);
      case "rateLimited" -> rateLimited(detail);
      default -> new OrderFailure.ValidationFailed(detail);
    };
  }

  /** What it means that an order ended with {@code problem}. */
  OrderFailure ofOrder(Problem problem) {
    String type = type(problem);
    String detail = detail(problem, type);
    return switch (type) {
      case "badPublicKey" -> new OrderFailure.KeyRefused(detail);
      case "badCSR", "caa", "rejectedIdentifier", "unsupportedIdentifier" ->
          new OrderFailure.Refused(detail);
      case "connection", "dns", "tls", "incorrectResponse", "unauthorized" ->
          new OrderFailure.ValidationFailed(detail);
      case "rateLimited" -> rateLimited(detail);
      default -> new OrderFailure.OrderLost(detail);
    };
  }

  private OrderFailure of(AcmeServerException refused, String type) {
    String detail = detail(refused.getProblem(), type);
    if (VALIDATION.contains(type)) {
      return new OrderFailure.ValidationFailed(detail);
    }
    if (REFUSAL.contains(type)) {
      return new OrderFailure.Refused(detail);
    }
    return switch (type) {
      case "rateLimited" -> rateLimited(detail);
      case "accountDoesNotExist" -> new OrderFailure.AccountUnknown(detail);
      case "alreadyReplaced" -> new OrderFailure.ReplacesRefused(detail);
      case "badPublicKey" -> new OrderFailure.KeyRefused(detail);
      case "badNonce", "serverInternal" -> ofStatus(detail);
      case "userActionRequired" -> new OrderFailure.UserActionRequired(detail, whatToOpen(refused));
      default -> isServers() ? ofStatus(detail) : new OrderFailure.Refused(detail);
    };
  }

  /** An answer without a problem that decides, by its status alone. */
  private OrderFailure ofStatus(String detail) {
    boolean busy = last.status() == UNAVAILABLE || last.status() == FORBIDDEN_TOO_OFTEN;
    return busy && last.retryAfter().isPresent()
        ? rateLimited(detail)
        : new OrderFailure.Unreachable(detail);
  }

  private boolean isServers() {
    return last.status() / 100 == SERVER_ERROR || last.status() == FORBIDDEN_TOO_OFTEN;
  }

  private OrderFailure rateLimited(String detail) {
    Duration wait = last.retryAfter().orElse(UNNAMED_WAIT);
    return new OrderFailure.RateLimited(
        detail, clock.instant().plus(RetryAfter.clamp(wait, SHORTEST_WAIT, LONGEST_WAIT)));
  }

  /** The terms of service, or what the problem itself is about. */
  private static Optional<URI> whatToOpen(AcmeServerException refused) {
    Optional<URI> terms =
        refused instanceof AcmeUserActionRequiredException action
            ? action.getTermsOfServiceUri()
            : Optional.empty();
    return refused.getProblem().getInstance().or(() -> terms);
  }

  /** The exception below those that acme4j wraps others in. */
  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while (!(cause instanceof AcmeServerException || cause instanceof IOException)) {
      Throwable next = cause.getCause();
      if (!(next instanceof AcmeException
          || next instanceof IOException
          || next instanceof RuntimeException)) {
        break;
      }
      cause = next;
    }
    return cause;
  }

  private static String type(Problem problem) {
    String type = problem.getType().toString();
    return type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
  }

  private static String detail(Problem problem, String type) {
    return PlainText.line(type + ": " + problem);
  }

  private static String said(Throwable other, String server) {
    return PlainText.line(server + " answers something that is not ACME: " + words(other));
  }

  private static String unreachable(IOException trouble, String server) {
    String why =
        switch (trouble) {
          case ConnectException e -> "no connection";
          case SSLException e -> "no TLS connection that can be trusted (" + words(e) + ")";
          default -> words(trouble);
        };
    return PlainText.line("cannot reach " + server + ": " + why);
  }

  private static String words(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}
