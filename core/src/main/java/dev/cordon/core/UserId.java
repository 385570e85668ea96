package dev.cordon.core;

/** A user, as identity names it: 1 to 255 bytes of UTF-8, NFC, only visible characters (C1). */
public record UserId(String value) {
    public UserId {
        Names.identity("user", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
