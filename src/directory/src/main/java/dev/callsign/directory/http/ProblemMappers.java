package dev.callsign.directory.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns whatever goes wrong into a problem document. What is our fault is logged with an identifier
 * and told to the caller by that identifier alone.
 */
final class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  /** Statuses that the server itself answers with before a resource is reached. */
  private static final List<Integer> SERVER_STATUSES =
      List.of(400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 500, 503);

  private ProblemMappers() {}

  /** Everything that a resource throws. */
  static final class Resources {

    @ServerExceptionMapper
    Response map(WebApplicationException e) {
      return e instanceof ProblemException
          ? e.getResponse()
          : ProblemException.response(ofStatus(e.getResponse().getStatus()));
    }

    @ServerExceptionMapper
    Response map(Throwable e) {
      return ProblemException.response(unexpected(e));
    }
  }

  /** Everything that ends before a resource: unknown paths, bodies above the limit. */
  static final class Server {
    void register(@Observes Router router) {
      for (int status : SERVER_STATUSES) {
        router.errorHandler(status, context -> answer(context, status));
      }
      // Before the framework's own check, which answers 413 without a body.
      router.route().order(Integer.MIN_VALUE).handler(Server::refuseLargeBody);
    }

    /** Bodies without a length are counted while they are read: {@link RequestBody}. */
    private static void refuseLargeBody(RoutingContext context) {
      String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
      if (length != null && isAboveLimit(length)) {
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        answer(context, 413);
      } else {
        context.next();
      }
    }

    private static boolean isAboveLimit(String length) {
      try {
        return Long.parseLong(length) > RequestBody.MAX_BYTES;
      } catch (NumberFormatException e) {
        return true; // more digits than any body has
      }
    }

    private static void answer(RoutingContext context, int status) {
      Throwable failure = context.failure();
      Problem problem = failure != null && status >= 500 ? unexpected(failure) : ofStatus(status);
      if (!context.response().ended()) {
        if (problem.isTemporary()) {
          context.response().putHeader("Retry-After", Problem.RETRY_AFTER_SECONDS);
        }
        context
            .response()
            .setStatusCode(problem.status())
            .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .end(problem.toJson());
      }
    }
  }

  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 ->
          Problem.of(
              ProblemType.NOT_FOUND, "See /q/openapi for every address, or /q/swagger-ui to try.");
      case 405 ->
          Problem.of(
              ProblemType.METHOD_NOT_ALLOWED, "See /q/openapi for the methods of each path.");
      case 406 ->
          Problem.of(
              ProblemType.NOT_ACCEPTABLE,
              "Ask for application/json, or see /q/openapi for what else this address serves.");
      case 413 -> Problem.of(ProblemType.REQUEST_TOO_LARGE, "A request body has at most 1 MiB.");
      case 415 ->
          Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Send Content-Type: application/json, or application/jose+json for what a device"
                  + " signs.");
      case 503 -> Problem.of(ProblemType.UNAVAILABLE, "Try again in a moment.");
      default ->
          status >= 500
              ? Problem.of(ProblemType.INTERNAL_ERROR, "The operator's log has the cause.")
              : Problem.of(ProblemType.MALFORMED_REQUEST, "The request is not valid HTTP or JSON.");
    };
  }

  private static Problem unexpected(Throwable e) {
    String id = UUID.randomUUID().toString();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException || cause instanceof PersistenceException) {
        LOG.errorf(e, "storage unavailable %s", id);
        return Problem.of(
            ProblemType.UNAVAILABLE, "The storage does not answer; try again in a moment: " + id);
      }
    }
    LOG.errorf(e, "internal error %s", id);
    return Problem.of(ProblemType.INTERNAL_ERROR, "Tell the operator this identifier: " + id);
  }
}
