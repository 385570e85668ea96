package dev.cordon.egress;

/**
 * One decision about one way out. Host and port are the capsule's words and may be anything a name can be: treat them as
 * foreign.
 *
 * @param host normalised where it is a name; never longer than 255 characters
 * @param port 0 to 65535
 */
public record EgressDecision(EgressCode code, EgressProtocol protocol, String host, int port) {
    public boolean isAllowed() {
        return code == EgressCode.ALLOWED;
    }
}
