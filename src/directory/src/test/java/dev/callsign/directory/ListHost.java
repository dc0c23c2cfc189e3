package dev.callsign.directory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** A web server on loopback that answers as it is told, at a name that the lab's DNS knows. */
public final class ListHost implements AutoCloseable {

  /** The host name of every such server; they differ in their port. */
  public static final String NAME = "lists.callsign.test";

  /** Answers one request; the connection is closed afterwards. */
  @FunctionalInterface
  public interface Answer {
    /** Writes the whole answer, status line included. */
    void write(OutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Thread thread;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = status("404 Not Found");

  /** Starts a server, and puts {@link #NAME} into the DNS of the lab that runs. */
  public ListHost() {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      listener = new ServerSocket(0, 50, loopback);
      Name name = Name.fromString(NAME, Name.root);
      LabResource.lab().dns().put(name, List.of(new ARecord(name, DClass.IN, 0, loopback)));
    } catch (TextParseException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofVirtual().start(this::serve);
  }

  /** An answer with nothing but a status. */
  public static Answer status(String status) {
    return raw("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
  }

  /** These characters as ISO 8859-1, and the end of the connection. */
  public static Answer raw(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** 200 with a body of known length. */
  public static Answer file(byte[] body) {
    return out -> {
      raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").write(out);
      out.write(body);
    };
  }

  /** Answers like this from now on. */
  public void answer(Answer next) {
    answer = next;
  }

  /** The URI of a file on this server. */
  public String uri(String file) {
    return "http://" + NAME + ":" + listener.getLocalPort() + "/" + file;
  }

  /** The heads of all requests so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    try {
      listener.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      requests.add(head.toString());
      answer.write(socket.getOutputStream());
    } catch (IOException e) {
      // the client went away, which some answers are made for
    }
  }
}
