package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import java.util.List;
import java.util.Map;

/** Cases 28 to 40: other processes, the kernel, and what is taken from everyone. The kernel says no, without an incident. */
final class Processes {
    private static final int REFUSED = 1;

    /** Unit: processes that live at once, counted where none of them ends; then the bomb as it is known. */
    private static final String FORKS = """
            (while :; do sleep 20 & n=$((n+1)); echo seen $n; done)
            b() { b | b & b; }; b
            """;

    /** Unit: KiB that were in memory at once. */
    private static final String MEMORY = """
            (m=0; while :; do while read -r what kb _; do [ "$what" = VmHWM: ] && [ $kb -gt $m ] && { m=$kb; echo seen $m; }; done </proc/$$/status; done) 2>/dev/null &
            exec tail /dev/zero
            """;

    /** Unit: files of 20 KiB. Slow enough that not much is written between two looks of whoever counts. */
    private static final String BYTES =
            "while :; do head -c 20k /dev/zero >f$((n=n+1)) || exit 9; echo seen $n; sleep 0.005; done";

    /** Unit: empty files. Paced: the limit is watched, so an overshoot grows with the speed of the machine. */
    private static final String INODES =
            "cd /tmp; while :; do : >i$((i=i+1)) || exit 9; [ $((i%10)) = 0 ] && { echo seen $i; sleep 0.01; }; done";

    static final List<AttackCase> CASES = List.of(
            new AttackCase(
                    28,
                    "ptrace and /proc/N/mem of helpers",
                    Rule.C27,
                    Script.of("""
                            sleep 5 & $PROBE trace $!; kill $!
                            tr '\\0' '\\n' <"/proc/$NEIGHBOUR_PID/environ"; kill -0 "$NEIGHBOUR_PID" && echo crossed neighbour is seen
                            for at in /proc/[0-9]*; do case $at in /proc/$$|/proc/self) ;; *) head -c 1 "$at/mem" 2>/dev/null | grep -q . && echo crossed "$at"; tr '\\0' '\\n' <$at/environ | grep -v ATTACK | grep CANARY;; esac; done
                            true
                            """)
                            .proven(
                                    "the probe said nothing",
                                    seen -> seen.output().contains("errno "))
                            .claims(
                                    "ptrace is let through",
                                    seen -> seen.output().contains("errno " + REFUSED + "\n"))),
            new AttackCase(29, "inherited file descriptors", Rule.C27, Script.of("""
                            [ -r "$HOST/secret" ] && exec 7<"$HOST/secret"
                            for at in /proc/$$/fd/*; do case ${at##*/} in 0|1|2) ;; *) [ -e "$at" ] && { echo crossed "$(readlink "$at")"; timeout 1 cat "$at"; };; esac; done
                            """)),
            new AttackCase(
                    30,
                    "abstract unix sockets",
                    Rule.C27,
                    new ListenerAttack(
                            "ABSTRACT-LISTEN:$NAME,fork",
                            "socat -T 2 - ABSTRACT-CONNECT:$NAME </dev/null; echo reached | socat -u - ABSTRACT-CONNECT:neighbour; grep -a \"$NAME\" /proc/net/unix && echo crossed it is listed")),
            new AttackCase(
                    31,
                    "docker.sock, ssh-agent, D-Bus, X11 sockets",
                    Rule.C27,
                    new ListenerAttack("UNIX-LISTEN:$HOST/docker.sock,fork", """
                            socat -T 2 - "UNIX-CONNECT:$HOST/docker.sock" </dev/null
                            for at in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock /run/podman/podman.sock /run/dbus/system_bus_socket /var/run/dbus/system_bus_socket /run/user/*/bus /run/systemd/private /tmp/.X11-unix/* /tmp/ssh-*/agent.*; do
                                [ -S "$at" ] && [ -n "$CORDON" ] && echo crossed "$at is there"
                            done
                            env | grep -E '^(SSH_AUTH_SOCK|DBUS_SESSION_BUS_ADDRESS|DOCKER_HOST|DISPLAY|WAYLAND_DISPLAY)=' && echo crossed a variable leads there
                            """)),
            refusedCall(32, "TIOCSTI", "$PROBE ioctl -1 0x5412; $PROBE ioctl -1 0x541C"),
            new AttackCase(33, "nested user namespace", Rule.C27, Script.of("""
                            unshare -U true && echo crossed unshare; unshare -Urm mount -t tmpfs none /tmp && echo crossed mount
                            bwrap --unshare-all --ro-bind / / true && echo crossed bwrap; nsenter -t 1 -m true && [ -n "$CORDON" ] && echo crossed nsenter
                            true
                            """)),
            new AttackCase(34, "LD_PRELOAD and its kin for the host", Rule.C28, loader()),
            new AttackCase(
                    35,
                    "the dynamic loader on a denied binary",
                    Rule.C27,
                    Script.of(
                            "for ld in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.* /usr/lib*/ld-linux-*.so.* /usr/lib/*/ld-linux-*.so.*; do [ -e $ld ] && $ld \"$HOST/tool\" \"$HOST/secret\"; done; true")),
            new AttackCase(
                    36,
                    "daemon that outlives teardown",
                    Rule.C30,
                    Script.of("""
                            (setsid sh -c 'trap "" TERM HUP INT; sleep 3000; sleep 3000' >/dev/null 2>&1 </dev/null &)
                            nohup sh -c 'sleep 3000 & sleep 3000' >/dev/null 2>&1 </dev/null &
                            """)
                            .careless("pgrep -f 'sleep 3000' && echo crossed it lives on")
                            .inControlOnly()),
            bomb(37, "fork bomb", FORKS, "pids=48,time=20s", "pids=192,time=20s", 48, "pids-limit"),
            bomb(38, "memory bomb", MEMORY, "memory=64m,time=20s", "memory=256m,time=20s", 64 << 10, "memory-limit"),
            new AttackCase(39, "disk and inode fill", Rule.C34, lab -> {
                Verdict bytes = taking(BYTES, "disk=4m,time=40s", "disk=16m,time=40s", 600, "disk-limit")
                        .tryIn(lab);
                return bytes instanceof Verdict.Held
                        ? taking(INODES, "disk=1m,time=40s", "disk=8m,time=40s", 2500, "disk-limit")
                                .tryIn(lab)
                        : bytes;
            }),
            new AttackCase(
                    40,
                    "output flood",
                    Rule.C34,
                    new BombAttack(
                            "head -c 8m /dev/zero | tr '\\0' x",
                            "output=1m,time=40s",
                            "output=4m,time=40s",
                            1 << 20,
                            Seen::transcriptBytes,
                            "by-itself")));

    private Processes() {}

    /** Errno 1 is the filter's word; the kernel's own would be another for a descriptor that is none. */
    private static AttackCase refusedCall(int number, String title, String calls) {
        return new AttackCase(
                number,
                title,
                Rule.C27,
                Script.of(
                                calls
                                        + " >answers; cat answers; grep -qv 'errno 1$' answers && echo crossed the kernel was asked; true")
                        .proven("the probe said nothing", seen -> seen.output().contains("errno ")));
    }

    /** LD_DEBUG_OUTPUT makes each program that the loader starts write a file: whoever obeys it on the host is seen. */
    private static Script loader() {
        String set = "LD_DEBUG=files LD_DEBUG_OUTPUT=$HOST/loaded";
        return Script.of("""
                for f in "$HOME/.profile" "$HOME/.bashrc" "$HOME/.mavenrc" .env; do echo "export SET JAVA_TOOL_OPTIONS=-javaagent:/x" >$f; done
                """.replace("SET", set) + "echo changed >a.txt; env SET /bin/true".replace("SET", set))
                .seeing(Map.of("LD_DEBUG", "files", "LD_DEBUG_OUTPUT", "$HOST/loaded"))
                .holds("obeyed file", ".env");
    }

    private static AttackCase bomb(
            int number, String title, String script, String tight, String loose, long bound, String ending) {
        return new AttackCase(number, title, Rule.C34, taking(script, tight, loose, bound, ending));
    }

    private static BombAttack taking(String script, String tight, String loose, long bound, String ending) {
        return new BombAttack(script, tight, loose, bound, BombAttack::said, ending);
    }
}
