package dev.cordon.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketOptions;

/** Stands where a socket has its system's socket, so that none is ever made: no descriptor, no option, no address. */
final class NoSocketImpl extends SocketImpl {
    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int port) throws IOException {
        throw new IOException("this socket leads nowhere");
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
        throw new IOException("this socket leads nowhere");
    }

    @Override
    protected void connect(SocketAddress address, int timeout) throws IOException {
        throw new IOException("this socket leads nowhere");
    }

    @Override
    protected void bind(InetAddress host, int port) {}

    @Override
    protected void listen(int backlog) {}

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        throw new IOException("this socket leads nowhere");
    }

    @Override
    protected InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    protected OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    protected int available() {
        return 0;
    }

    @Override
    protected void close() {}

    @Override
    protected void sendUrgentData(int data) {}

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
        return switch (option) {
            case SocketOptions.SO_LINGER -> -1;
            case SocketOptions.SO_TIMEOUT -> 0;
            default -> false;
        };
    }
}
