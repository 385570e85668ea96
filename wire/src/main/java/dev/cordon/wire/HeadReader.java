package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads heads strictly (RFC 9112): what two readers could understand in two ways is refused, never mended. A head has at
 * most 64 KiB and 200 fields. Reads byte by byte and not one byte further than the head, so give it a stream with a
 * buffer.
 */
public final class HeadReader {
    /** Bytes of a head without its line ends. */
    public static final int MOST_BYTES = 64 << 10;

    private static final int LONGEST_METHOD = 32;
    private static final int MOST_INTERIM = 8;

    private HeadReader() {}

    /**
     * The next request's head, or empty where the stream ends before its first byte. Its framing is checked, too.
     *
     * @throws WireException with the status to answer; the connection is then of no further use
     */
    public static Optional<RequestHead> request(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        Lines lines = new Lines(in, Side.REQUEST, MOST_BYTES);
        String[] words = lines.after(first).split(" ", -1);
        if (words.length != 3) {
            throw Side.REQUEST.fault("request-line", "a request line is a method, a target and a version");
        }
        Version version = Version.parse(words[2], Side.REQUEST);
        if (!Chars.isToken(words[0]) || words[0].length() > LONGEST_METHOD) {
            throw Side.REQUEST.fault("method", "the method is no token");
        }
        Target target = Target.parse(words[0], words[1]);
        RequestHead head = RequestHead.checked(new RequestHead(words[0], target, version, lines.fields()));
        Framing.of(head);
        return Optional.of(head);
    }

    /**
     * The head of the final response: at most 8 interim ones before it are read and dropped.
     *
     * @throws WireException with status 502; also for 101, since nothing here asks for another protocol
     */
    public static ResponseHead response(InputStream in) throws IOException {
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            ResponseHead head = one(in);
            if (head.status() == 101) {
                throw Side.RESPONSE.fault("switching", "the server switches to a protocol that nobody asked for");
            }
            if (!head.isInterim()) {
                return head;
            }
        }
        throw Side.RESPONSE.fault("interim", "the server sends interim responses without end");
    }

    private static ResponseHead one(InputStream in) throws IOException {
        Lines lines = new Lines(in, Side.RESPONSE, MOST_BYTES);
        String[] words = lines.next().split(" ", 3);
        Version version = Version.parse(words[0], Side.RESPONSE);
        if (words.length < 2 || !Chars.isDigits(words[1]) || words[1].length() != 3) {
            throw Side.RESPONSE.fault("status-line", "a status line is a version, three digits and a phrase");
        }
        int status = Integer.parseInt(words[1]);
        if (status < 100 || status > 599) {
            throw Side.RESPONSE.fault("status-line", "the status is not 100 to 599");
        }
        return new ResponseHead(version, status, words.length > 2 ? words[2] : "", lines.fields());
    }
}
