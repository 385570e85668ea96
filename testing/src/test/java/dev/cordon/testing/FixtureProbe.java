package dev.cordon.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for a module's own probe, such as core's for open sessions. */
public final class FixtureProbe implements LeakProbe {
    static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

    @Override
    public List<Resource> present() {
        return OPEN.stream().map(id -> new Resource("session", id, id)).toList();
    }
}
