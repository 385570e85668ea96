package dev.cordon.tck.memory;

/** The work of a check. Stateless: it may be tried on any memory, over and over. */
@FunctionalInterface
interface Trial {
    /**
     * Makes the attempt.
     *
     * @return what was tried, for the report
     * @throws Breach where something crossed
     * @throws NoOracle where it could not have been seen
     * @throws NotOffered where the memory lacks what the attempt needs
     */
    String on(Lab lab) throws Exception;

    /** Something crossed. */
    final class Breach extends RuntimeException {
        private static final long serialVersionUID = 1;

        Breach(String what) {
            super(what);
        }
    }

    /** The attempt proves nothing: what must succeed did not. */
    final class NoOracle extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoOracle(String why) {
            super(why);
        }
    }
}
