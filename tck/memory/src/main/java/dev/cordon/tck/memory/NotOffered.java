package dev.cordon.tck.memory;

/** What a memory throws for what it has no way to do. The checks that need it read "not tested", with this reason. */
public final class NotOffered extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param why in one line, such as "messages have no ids" */
    public NotOffered(String why) {
        super(why);
    }
}
