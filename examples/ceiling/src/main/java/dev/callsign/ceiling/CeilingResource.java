package dev.callsign.ceiling;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The ceilings. */
@Path("/")
public class CeilingResource {

  private static final String CLAIM =
      "delete from bare_key where id = (select id from bare_key where target = ? order by id"
          + " limit 1 for update skip locked) returning key_id";

  private final DataSource dataSource;
  private final BareClaims bare;
  private final byte[] constant;

  CeilingResource(
      DataSource dataSource, BareClaims bare, @ConfigProperty(name = "ceiling.bytes") int bytes) {
    this.dataSource = dataSource;
    this.bare = bare;
    this.constant =
        ("{\"x\": \"" + "x".repeat(bytes - 9) + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /** Answers so many bytes, always the same, on the event loop. */
  @GET
  @Path("constant")
  @Produces(MediaType.APPLICATION_JSON)
  @NonBlocking
  public byte[] constant() {
    return constant;
  }

  /** Executes the SQL of claims for so many seconds; gives back how many a second. */
  @POST
  @Path("bare-claims/{seconds}")
  @Produces(MediaType.TEXT_PLAIN)
  @RunOnVirtualThread
  public long bareClaims(@PathParam("seconds") int seconds) {
    return bare.perSecond(Duration.ofSeconds(seconds));
  }

  /** Takes the oldest row of a target, in one statement that commits by itself. */
  @POST
  @Path("claims/{target}")
  @Produces(MediaType.TEXT_PLAIN)
  @RunOnVirtualThread
  public String claim(@PathParam("target") long target) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete = connection.prepareStatement(CLAIM)) {
      delete.setLong(1, target);
      try (ResultSet row = delete.executeQuery()) {
        return row.next() ? Integer.toString(row.getInt(1)) : "";
      }
    }
  }
}
