package dev.cordon.wire;

/** The versions that are spoken. */
public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    static Version parse(String text, Side side) throws WireException {
        for (Version version : values()) {
            if (version.text.equals(text)) {
                return version;
            }
        }
        if (text.startsWith("HTTP/")) {
            throw new WireException(side == Side.REQUEST ? 505 : 502, "version", "only HTTP/1.0 and HTTP/1.1 are read");
        }
        throw side.fault("version", "the version is not HTTP/1.0 or HTTP/1.1");
    }
}
