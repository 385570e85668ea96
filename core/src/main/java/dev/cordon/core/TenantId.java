package dev.cordon.core;

/** A tenant, as identity names it: 1 to 255 bytes of UTF-8, NFC, only visible characters (C1). */
public record TenantId(String value) {
    public TenantId {
        Names.identity("tenant", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
