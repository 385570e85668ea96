package dev.cordon.egress;

/**
 * Is told of everything that crosses or was kept from crossing (C32). Called on many threads at once, before the capsule
 * gets its answer; must not block for long. What it throws ends the connection, so nothing crosses untold.
 */
public interface EgressLog {
    /** A way out was allowed or denied; an allowed one may still be denied later, for what it carries. */
    void decided(EgressDecision decision);

    /**
     * An allowed way out ended.
     *
     * @param up bytes sent out, from 0
     * @param down bytes that came in, from 0
     */
    void ended(EgressDecision decision, long up, long down);
}
