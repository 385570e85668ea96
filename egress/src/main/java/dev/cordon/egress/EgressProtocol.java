package dev.cordon.egress;

/** How a capsule asked to go out. */
public enum EgressProtocol {
    /** An absolute-form request. */
    HTTP,
    /** A tunnel by CONNECT. */
    CONNECT,
    /** A tunnel by SOCKS5. */
    SOCKS
}
