package dev.cordon.bench;

import java.util.List;
import java.util.Set;

/**
 * Something that takes more than it may, for some seconds, and how such a run has to end.
 *
 * @param script says {@code begun} when it is at it, and ends by itself unless a limit ends it
 * @param reasons the typed reasons of the run record that fit; an empty one is a run that ended well
 */
record Attack(String name, String limits, String script, Set<String> reasons) {
    private static final int SECONDS = 8;

    private static final String UNTIL = "end=$(($(date +%s)+" + SECONDS + ")); ";

    private static final String IN_TIME = "[ $(date +%s) -lt $end ]";

    static List<Attack> all() {
        return List.of(
                new Attack(
                        "fork bomb",
                        "pids=128,time=60s",
                        "sleep " + SECONDS + " & s=$!; echo begun; python3 -c '\n"
                                + "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass' & wait $s; exit 1",
                        Set.of("pids-limit")),
                new Attack(
                        "memory bomb",
                        "memory=256m,time=60s",
                        UNTIL + "echo begun; while " + IN_TIME + "; do tail /dev/zero; done 2>/dev/null; exit 1",
                        Set.of("memory-limit")),
                new Attack(
                        "disk fill",
                        "disk=256m,time=60s",
                        UNTIL + "echo begun; while " + IN_TIME + "; do head -c 100m /dev/zero >f; rm f; done;"
                                + " while :; do head -c 20m /dev/zero >f$((n=n+1)) || exit; done",
                        Set.of("disk-limit")),
                new Attack(
                        "inode fill",
                        "disk=64m,time=60s",
                        UNTIL + "echo begun; while " + IN_TIME + "; do mkdir d; i=0; while [ $i -lt 5000 ]; do"
                                + " : >d/$((i=i+1)); done; rm -r d; done;"
                                + " while :; do : >f$((n=n+1)) || exit; done",
                        Set.of("disk-limit")),
                new Attack(
                        "output flood",
                        "output=1m,time=60s",
                        "echo begun; timeout " + SECONDS + " yes; echo; true",
                        Set.of("")),
                new Attack(
                        "busy loop",
                        "time=" + SECONDS + "s",
                        "echo begun; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do (while :; do :; done) & done; while :; do :; done",
                        Set.of("time-limit")),
                new Attack(
                        "descriptors",
                        "pids=64,memory=1g,time=60s",
                        "echo begun; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do python3 -c '\n"
                                + "import os, time\nend = time.time() + " + SECONDS
                                + "\nwhile time.time() < end:\n  try: os.open(\"/dev/null\", os.O_RDONLY)\n  except OSError: pass' & done; wait; exit 1",
                        Set.of("agent", "memory-limit")));
    }
}
