package dev.cordon.testing;

import java.util.List;

/**
 * Lists the resources of one sort that exist now. {@link LeakCheck} asks before and after each test and fails the
 * test for those that are new and stay. A module adds one of its own through {@link java.util.ServiceLoader}.
 *
 * <p>One instance serves a whole test run; it is called by one thread at a time. A call should take less than a
 * millisecond. A probe that can't look throws: "not tested" is not "clean" (C33).
 */
public interface LeakProbe {
    List<Resource> present();
}
