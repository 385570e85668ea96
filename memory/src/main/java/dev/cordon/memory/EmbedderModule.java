package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.ServiceLoader;

/**
 * An embedder that comes as a module of its own and needs no network. A process finds it through {@link ServiceLoader},
 * so that whoever has no use for it need not have it.
 */
public interface EmbedderModule {
    /** As {@code memory.embeddings} names it. */
    String name();

    /**
     * The caller owns and closes it.
     *
     * @throws CordonException.Refused where it can't work on this machine (C29)
     */
    Embedder open();

    /**
     * The embedder of this name.
     *
     * @throws CordonException.Refused where the module is not there, or can't work: what was asked for is not left out
     *     silently (C29)
     */
    static Embedder open(String name) {
        for (EmbedderModule module : ServiceLoader.load(EmbedderModule.class)) {
            if (module.name().equals(name)) {
                return module.open();
            }
        }
        throw new CordonException.Refused(Problem.of(
                Rule.C29,
                "embedder-not-installed",
                "Nothing was started: meanings can't be compared here",
                "memory.embeddings is " + name + ", which is not installed",
                "type 'cordon install " + name + "', or take memory.embeddings out of cordon.yaml"));
    }
}
