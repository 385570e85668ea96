package dev.cordon.egress;

import dev.cordon.wire.Body;
import dev.cordon.wire.Connection;
import dev.cordon.wire.RequestHead;
import java.io.OutputStream;

/**
 * One request as a client sent it.
 *
 * @param head of which the target is still the client's
 * @param out where its answer goes: the connection itself, or TLS over it
 */
record HttpClientSide(RequestHead head, Body body, OutputStream out, Connection connection) {}
