package dev.cordon.egress;

import dev.cordon.wire.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A capsule's connection in the shape that the JDK's TLS wants. It has no address; its deadlines are the door's. */
final class ConnectionSocket extends Socket {
    private final Connection connection;
    private volatile boolean closed;

    ConnectionSocket(Connection connection) throws SocketException {
        super(new NoSocketImpl());
        this.connection = connection;
    }

    @Override
    public InputStream getInputStream() {
        return connection.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return connection.output();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() throws IOException {
        connection.shutdownOutput();
    }

    /** The door closes the connection. */
    @Override
    public void close() {
        closed = true;
    }
}
