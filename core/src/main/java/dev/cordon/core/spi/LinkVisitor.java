package dev.cordon.core.spi;

/** Sees the links of a log one by one. */
@FunctionalInterface
public interface LinkVisitor {
    /** @param erased whether the row's sealed bytes are gone */
    void visit(Link link, boolean erased);
}
