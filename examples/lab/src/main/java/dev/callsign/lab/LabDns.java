package dev.callsign.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A DNS server on loopback, over UDP and TCP (RFC 1035, 6891, 7766): knows {@code callsign.test}
 * and answers that everything else does not exist.
 *
 * <p>Answers are authoritative and live zero seconds, so that a change is seen at once. They are
 * not signed. Safe for concurrent use.
 */
public final class LabDns implements AutoCloseable {

  /** The zone of the lab. */
  public static final Name ZONE = Name.fromConstantString("callsign.test.");

  /** Questions that are remembered. */
  private static final int MAX_QUESTIONS = 1000;

  /** The most that is sent over UDP, whatever the question allows (DNS flag day 2020). */
  private static final int MAX_UDP_BYTES = 1232;

  private static final int MIN_UDP_BYTES = 512;
  private static final int MAX_BYTES = 65_535;

  /**
   * A question that was asked.
   *
   * @param type for example {@code AAAA}
   * @param transport {@code udp} or {@code tcp}
   */
  public record Question(String name, String type, String transport) {}

  private final LabZone zone = new LabZone(ZONE);
  private final Deque<Question> questions = new ArrayDeque<>();
  private final DatagramSocket udp;
  private final LoopbackServer tcp;
  private final Thread udpThread;

  private LabDns(ServerSocket listener, DatagramSocket udp) {
    this.udp = udp;
    this.tcp = LoopbackServer.start(List.of(listener), this::serveTcp);
    this.udpThread = Thread.ofVirtual().start(this::serveUdp);
  }

  /** Starts to answer at 127.0.0.1, on the same port over UDP and TCP; 0 for any. */
  static LabDns start(int port) {
    for (int attempt = 1; true; attempt++) {
      ServerSocket listener = Loopback.listen(port);
      try {
        return new LabDns(listener, new DatagramSocket(listener.getLocalPort(), Loopback.IPV4));
      } catch (IOException e) {
        Loopback.close(listener);
        if (port != 0 || attempt == Loopback.ATTEMPTS) {
          throw new UncheckedIOException("cannot listen on loopback UDP port " + port, e);
        }
      }
    }
  }

  /** Where to ask. */
  public InetSocketAddress address() {
    return new InetSocketAddress(Loopback.IPV4, tcp.port());
  }

  /** Replaces all records of a name. */
  public void put(Name name, List<Record> records) {
    zone.put(name, records);
  }

  /** Answers for {@code name} and what is below it with a fault from now on. */
  public void misbehave(Name name, DnsFault fault) {
    zone.misbehave(name, fault);
  }

  /** Ends the fault of a name. */
  public void behave(Name name) {
    zone.behave(name);
  }

  /** The last questions for a name, oldest first. */
  public List<Question> questions(String name) {
    synchronized (questions) {
      return questions.stream().filter(question -> question.name().equals(name)).toList();
    }
  }

  /** The absolute name of a callsign. */
  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text + " is not a domain name", e);
    }
  }

  @Override
  public void close() {
    tcp.close();
    udp.close();
    try {
      udpThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serveUdp() {
    byte[] buffer = new byte[MAX_BYTES];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Optional<Message> response = respond(query, "udp");
        if (response.isPresent()) {
          byte[] wire = response.get().toWire(maxUdpBytes(query));
          udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed, or not a DNS message
      }
    }
  }

  private void serveTcp(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    while (true) {
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      Optional<Message> response = respond(new Message(bytes), "tcp");
      if (response.isPresent()) {
        byte[] wire = response.get().toWire(MAX_BYTES);
        byte[] framed = new byte[2 + wire.length];
        framed[0] = (byte) (wire.length >>> 8);
        framed[1] = (byte) wire.length;
        System.arraycopy(wire, 0, framed, 2, wire.length);
        out.write(framed);
      }
    }
  }

  private static int maxUdpBytes(Message query) {
    OPTRecord edns = query.getOPT();
    int asked = edns == null ? MIN_UDP_BYTES : edns.getPayloadSize();
    return Math.clamp(asked, MIN_UDP_BYTES, MAX_UDP_BYTES);
  }

  /** The answer, or empty to stay silent. */
  private Optional<Message> respond(Message query, String transport) {
    Message response = new Message(query.getHeader().getID());
    Header header = response.getHeader();
    header.setFlag(Flags.QR);
    header.setFlag(Flags.AA);
    header.setFlag(Flags.RA);
    if (query.getHeader().getFlag(Flags.RD)) {
      header.setFlag(Flags.RD);
    }
    if (query.getOPT() != null) {
      response.addRecord(new OPTRecord(MAX_UDP_BYTES, 0, 0), Section.ADDITIONAL);
    }
    Record question = query.getQuestion();
    if (question == null || query.getHeader().getOpcode() != Opcode.QUERY) {
      header.setRcode(Rcode.NOTIMP);
      return Optional.of(response);
    }
    response.addRecord(question, Section.QUESTION);
    remember(question, transport);
    return zone.answer(question, transport.equals("tcp"), response);
  }

  private void remember(Record question, String transport) {
    String name = question.getName().toString(true);
    synchronized (questions) {
      if (questions.size() == MAX_QUESTIONS) {
        questions.removeFirst();
      }
      questions.addLast(new Question(name, Type.string(question.getType()), transport));
    }
  }
}
