package dev.callsign.lab;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Accepts connections and gives each its own virtual thread, until it is closed. */
final class LoopbackServer implements AutoCloseable {

  /** What to do with one connection; the socket is closed afterwards. */
  @FunctionalInterface
  interface Handler {
    void handle(Socket socket) throws IOException, InterruptedException;
  }

  private final List<ServerSocket> listeners;
  private final Handler handler;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LoopbackServer(List<ServerSocket> listeners, Handler handler) {
    this.listeners = listeners;
    this.handler = handler;
  }

  /** Starts to accept; the listeners are closed with the server. */
  static LoopbackServer start(List<ServerSocket> listeners, Handler handler) {
    LoopbackServer server = new LoopbackServer(List.copyOf(listeners), handler);
    listeners.forEach(listener -> server.threads.execute(() -> server.accept(listener)));
    return server;
  }

  int port() {
    return listeners.getFirst().getLocalPort();
  }

  /**
   * Ends every connection and returns when all threads have ended: interrupting a virtual thread
   * closes the socket it waits for.
   */
  @Override
  public void close() {
    listeners.forEach(Loopback::close);
    threads.shutdownNow();
    threads.close();
  }

  private void accept(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        hand(listener.accept());
      } catch (IOException e) {
        // closed, or a connection that ended before it was accepted
      }
    }
  }

  private void hand(Socket socket) throws IOException {
    try {
      threads.execute(() -> serve(socket));
    } catch (RejectedExecutionException e) {
      socket.close(); // accepted while the server closes
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      handler.handle(socket);
    } catch (IOException e) {
      // the peer went away, refused what it was served, or the lab closes
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
