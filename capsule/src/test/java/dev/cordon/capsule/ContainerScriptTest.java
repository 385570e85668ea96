package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Word for word: what stands between the JVM and the runtime, and what the runtime is told. */
class ContainerScriptTest {
    private static final Confinement CONFINEMENT = new Confinement(
            Path.of("/runs/r1/agent"),
            List.of(Path.of("/bases/a")),
            List.of(new Mount(Path.of("/srv/out"), "/out", Access.WRITE)),
            Map.of("KEY", "k"),
            List.of("agent", "--fix"),
            List.of(Path.of("/sys/fs/cgroup/pids/x")),
            Map.of(),
            new Streams.Pipes(null));

    @Test
    void joinsAndMountsBeforeTheRuntimeStarts() {
        assertThat(ContainerScript.text(CONFINEMENT, true)).isEqualTo("""
                set -e
                joining=
                if [ -e '/sys/fs/cgroup/pids/x/tasks' ]; \
                then echo 0 >'/sys/fs/cgroup/pids/x/tasks'; \
                else echo $$ >'/sys/fs/cgroup/pids/x/cgroup.procs' & joining=$!; fi
                ip link set lo up &
                loopback=$!
                ulimit -c 0
                ulimit -n 65536 2>/dev/null || :
                {
                mount -t overlay overlay -o lowerdir=lower0,upperdir=upper,workdir=work,userxattr mnt
                } &
                mounts=$!
                [ -z "$joining" ] || wait $joining
                wait $loopback
                mount -t tmpfs -o mode=700 tmpfs /sys/fs/cgroup
                mount -t overlay overlay -o lowerdir=image,upperdir=rootupper,workdir=rootwork,userxattr rootfs
                wait $mounts
                crun --root /sys/fs/cgroup/state --cgroup-manager disabled run --preserve-fds 2 --bundle . capsule 3>&- 4>status
                exit $?
                """);
        assertThat(ContainerScript.text(CONFINEMENT, false)).doesNotContain("rootfs");
    }

    @Test
    @SuppressWarnings("unchecked")
    void runtimeIsTold_noCapability_noNewPrivilege_everyNamespaceButTheLaunchesNetwork_everyRule() {
        Map<String, Object> config = OciConfig.of(CONFINEMENT, new HostView(List.of(), List.of()));
        Map<String, Object> process = (Map<String, Object>) config.get("process");
        Map<String, Object> linux = (Map<String, Object>) config.get("linux");

        assertThat(process)
                .containsEntry("capabilities", Map.of())
                .containsEntry("noNewPrivileges", true)
                .containsEntry("user", Map.of("uid", 1000, "gid", 1000))
                .containsEntry("env", List.of("KEY=k"));
        assertThat((List<String>) process.get("args")).endsWith("cordon-start", "agent", "--fix");
        assertThat((List<Map<String, String>>) linux.get("namespaces"))
                .extracting(namespace -> namespace.get("type"))
                .containsExactlyInAnyOrder("cgroup", "ipc", "mount", "pid", "user", "uts");
        assertThat((List<Object>) ((Map<String, Object>) linux.get("seccomp")).get("syscalls"))
                .hasSameSizeAs(SyscallRules.all());
        assertThat((List<Map<String, Object>>) config.get("mounts"))
                .extracting(mount -> mount.get("destination"))
                .containsExactly(
                        "/proc",
                        "/dev",
                        "/dev/pts",
                        "/dev/shm",
                        "/tmp",
                        "/home/agent",
                        "/workspace",
                        "/run/cordon",
                        "/out");
    }
}
