package dev.cordon.wire;

/**
 * Who answers what.
 *
 * @param local origin and asterisk form: requests meant for the boundary itself
 * @param proxy absolute and authority form: requests to be carried out into the world
 * @param socks what begins with the byte 5
 */
public record DoorHandlers(RequestHandler local, RequestHandler proxy, RawHandler socks) {
    RequestHandler of(RequestHead head) {
        return switch (head.target()) {
            case Target.Origin _, Target.Asterisk _ -> local;
            case Target.Absolute _, Target.Tunnel _ -> proxy;
        };
    }

    /** Answers 404: nothing is served here. */
    public static RequestHandler none() {
        return (head, _, connection) ->
                Answer.text(404, "Nothing is served here.").send(head, connection);
    }
}
