package dev.cordon.capsule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One call with arguments that do no harm where it is not refused: bad pointers, bad descriptors, flags that
 * contradict each other.
 *
 * @param errno what the filter answers; 0 when it lets the call pass
 */
record SyscallCase(String label, String call, int errno, List<Long> arguments) {
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /** Without CLONE_SIGHAND it is refused by every kernel, whatever else is asked for. */
    private static final long CLONE_THREAD = 0x10000;

    private static final List<String> ALWAYS = Stream.of(
                    "_sysctl acct add_key adjtimex bpf chroot clock_adjtime clock_settime create_module delete_module"
                            .split(" "),
                    "fanotify_init finit_module fsconfig fsmount fsopen fspick get_kernel_syms init_module".split(" "),
                    "io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load"
                            .split(" "),
                    "keyctl lookup_dcookie migrate_pages modify_ldt mount mount_setattr move_mount move_pages"
                            .split(" "),
                    "name_to_handle_at nfsservctl open_by_handle_at open_tree perf_event_open pidfd_getfd".split(" "),
                    "pivot_root process_madvise process_vm_readv process_vm_writev ptrace query_module quotactl"
                            .split(" "),
                    "quotactl_fd reboot request_key setdomainname sethostname setns settimeofday swapoff swapon"
                            .split(" "),
                    "sysfs syslog umount2 uselib userfaultfd ustat".split(" "))
            .flatMap(Arrays::stream)
            .toList();

    static List<SyscallCase> refused() {
        List<SyscallCase> cases = new ArrayList<>();
        ALWAYS.forEach(name -> cases.add(new SyscallCase(name, name, EPERM, List.of(-1L, -1L, -1L, -1L, -1L, -1L))));
        cases.add(of("clone3", "clone3", ENOSYS, 0, 0));
        for (long flag : new long[] {0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000}) {
            cases.add(of("clone-" + Long.toHexString(flag), "clone", EPERM, flag | CLONE_THREAD, 0, 0, 0, 0));
            cases.add(of("unshare-" + Long.toHexString(flag), "unshare", EPERM, flag | 1));
        }
        cases.add(of("unshare-time", "unshare", EPERM, 0x80 | 1));
        cases.add(of("unshare-user-high-bits", "unshare", EPERM, 0x1_1000_0001L));
        for (long family = 0; family < 64; family++) {
            if (!List.of(1L, 2L, 10L, 16L).contains(family)) {
                cases.add(of("socket-family-" + family, "socket", EPERM, family, 2, 0));
                cases.add(of("socketpair-family-" + family, "socketpair", EPERM, family, 2, 0, 0));
            }
        }
        cases.add(of("socket-vsock-high-bits", "socket", EPERM, 0x1_0000_0028L, 1, 0));
        for (long protocol = 1; protocol < 64; protocol++) {
            cases.add(of("netlink-" + protocol, "socket", EPERM, 16, 3, protocol));
            cases.add(of("netlink-pair-" + protocol, "socketpair", EPERM, 16, 3, protocol, 0));
        }
        for (long type : new long[] {0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 3 | 0x80000, 10 | 0x800}) {
            cases.add(of("inet-type-" + type, "socket", EPERM, 2, type, 1));
            cases.add(of("inet-pair-type-" + type, "socketpair", EPERM, 2, type, 1, 0));
            cases.add(of("inet6-pair-type-" + type, "socketpair", EPERM, 10, type, 1, 0));
            cases.add(of("inet6-type-" + type, "socket", EPERM, 10, type, 58));
        }
        for (long request : new long[] {0x5412, 0x541C, 0x541D, 0x5423}) {
            cases.add(of("ioctl-" + Long.toHexString(request), "ioctl", EPERM, -1, request, 0));
            cases.add(of("ioctl-high-" + Long.toHexString(request), "ioctl", EPERM, -1, 0x7_0000_0000L | request, 0));
        }
        for (int bit = 0; bit < 32; bit++) {
            cases.add(of("personality-bit-" + bit, "personality", EPERM, 1L << bit));
        }
        for (long persona :
                new long[] {1, 8, 0x20000, 0x40000, 0x80000000L, 0xfffffffeL, 0x7fffffffL, 0x1_0000_0008L}) {
            cases.add(of("personality-" + Long.toHexString(persona), "personality", EPERM, persona));
        }
        return cases;
    }

    static List<SyscallCase> allowed() {
        return List.of(
                of("getpid", "getpid", 0),
                of("read", "read", 0, -1, 0, 0),
                of("close", "close", 0, -1),
                of("unix", "socket", 0, 1, 1, 0),
                of("unix-pair-datagram", "socketpair", 0, 1, 2, 0, 0),
                of("inet", "socket", 0, 2, 1 | 0x80000, 0),
                of("inet6", "socket", 0, 10, 2 | 0x800, 0),
                of("inet-high-bits", "socket", 0, 0x5_0000_0002L, 1, 0),
                of("netlink-route", "socket", 0, 16, 3 | 0x80000, 0),
                of("personality-linux", "personality", 0, 0),
                of("personality-question", "personality", 0, 0xffffffffL),
                of("personality-question-signed", "personality", 0, -1),
                of("unshare-files", "unshare", 0, 0x400),
                of("clone-thread", "clone", 0, CLONE_THREAD, 0, 0, 0, 0),
                of("clone-signal-128", "clone", 0, CLONE_THREAD | 0x80, 0, 0, 0, 0),
                of("ioctl-size", "ioctl", 0, -1, 0x5413, 0),
                of("landlock", "landlock_create_ruleset", 0, 0, 0, 1),
                of("seccomp", "seccomp", 0, 2, 0, 0),
                of("prctl", "prctl", 0, 3, 0, 0, 0, 0),
                of("memfd", "memfd_create", 0, -1, 0),
                of("membarrier", "membarrier", 0, 0, 0, 0),
                of("pidfd_open", "pidfd_open", 0, -1, 0),
                of("splice", "splice", 0, -1, 0, -1, 0, 0, 0));
    }

    private static SyscallCase of(String label, String call, int errno, long... arguments) {
        return new SyscallCase(
                label, call, errno, Arrays.stream(arguments).boxed().toList());
    }

    long argument(int index) {
        return index < arguments.size() ? arguments.get(index) : 0;
    }
}
