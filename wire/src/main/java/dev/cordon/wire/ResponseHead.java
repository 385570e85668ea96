package dev.cordon.wire;

/**
 * The head of a response.
 *
 * @param status 100 to 599
 * @param phrase as the server worded it; may be empty
 */
public record ResponseHead(Version version, int status, String phrase, Headers headers) {
    public ResponseHead {
        if (status < 100 || status > 599 || !Chars.isFieldValue(phrase)) {
            throw new IllegalArgumentException("not a response head");
        }
    }

    public ResponseHead with(Headers others) {
        return new ResponseHead(version, status, phrase, others);
    }

    public boolean isInterim() {
        return status < 200;
    }
}
