package dev.cordon.capsule;

import dev.cordon.capsule.SyscallRule.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The system calls that no agent needs and that kernels have been broken by: the one table from which both levels
 * make their filter (C27). It refuses what Docker's default profile and Flatpak refuse to a program without
 * capabilities, and namespaces altogether; all else passes. Numbers are those of the kernel's uapi headers.
 */
final class SyscallRules {
    private static final List<String> OTHER_PROCESSES = List.of(
            "kcmp",
            "migrate_pages",
            "move_pages",
            "pidfd_getfd",
            "process_madvise",
            "process_vm_readv",
            "process_vm_writev",
            "ptrace");

    private static final List<String> KERNEL_SURFACE = List.of(
            "add_key",
            "bpf",
            "fanotify_init",
            "io_uring_enter",
            "io_uring_register",
            "io_uring_setup",
            "keyctl",
            "lookup_dcookie",
            "modify_ldt",
            "name_to_handle_at",
            "nfsservctl",
            "open_by_handle_at",
            "perf_event_open",
            "request_key",
            "sysfs",
            "uselib",
            "userfaultfd",
            "ustat",
            "vm86",
            "vm86old");

    private static final List<String> MOUNTS = List.of(
            "chroot",
            "fsconfig",
            "fsmount",
            "fsopen",
            "fspick",
            "mount",
            "mount_setattr",
            "move_mount",
            "open_tree",
            "pivot_root",
            "setns",
            "umount",
            "umount2");

    private static final List<String> MACHINE = List.of(
            "_sysctl",
            "acct",
            "adjtimex",
            "clock_adjtime",
            "clock_settime",
            "create_module",
            "delete_module",
            "finit_module",
            "get_kernel_syms",
            "init_module",
            "ioperm",
            "iopl",
            "kexec_file_load",
            "kexec_load",
            "query_module",
            "quotactl",
            "quotactl_fd",
            "reboot",
            "setdomainname",
            "sethostname",
            "settimeofday",
            "stime",
            "swapoff",
            "swapon",
            "syslog",
            "vhangup");

    /** CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET (linux/sched.h). */
    private static final long[] NAMESPACES = {
        0x0002_0000L, 0x0200_0000L, 0x0400_0000L, 0x0800_0000L, 0x1000_0000L, 0x2000_0000L, 0x4000_0000L
    };

    /** CLONE_NEWTIME: to clone its bit is part of the exit signal, to unshare it is a namespace. */
    private static final long TIME_NAMESPACE = 0x80;

    private static final long AF_UNIX = 1;
    private static final long AF_INET = 2;
    private static final long AF_INET6 = 10;
    private static final long AF_NETLINK = 16;
    private static final Set<Long> FAMILIES = Set.of(AF_UNIX, AF_INET, AF_INET6, AF_NETLINK);

    /** SOCK_STREAM and SOCK_DGRAM; raw sockets, and SOCK_PACKET in a disguise of AF_INET, are refused. */
    private static final Set<Long> INTERNET_TYPES = Set.of(1L, 2L);

    private static final long SOCK_TYPE_MASK = 0xf;

    /** Twice what any kernel knows (AF_MAX is 46, MAX_LINKS 32); it refuses by itself what lies above its own. */
    private static final long BOUND = 64;

    /** TIOCSTI, TIOCLINUX, TIOCCONS and TIOCSETD: they type for others, or load code into the kernel. */
    private static final long[] TERMINAL_TRICKS = {0x5412, 0x541C, 0x541D, 0x5423};

    private static final int WORD = 32;

    private SyscallRules() {}

    /** All rules, in no order that matters: a call is refused when any of them says so. */
    static List<SyscallRule> all() {
        List<SyscallRule> rules = new ArrayList<>();
        List.of(OTHER_PROCESSES, KERNEL_SURFACE, MOUNTS, MACHINE)
                .forEach(names -> names.forEach(name -> rules.add(SyscallRule.always(name))));
        namespaces(rules);
        sockets("socket", rules);
        sockets("socketpair", rules);
        for (long request : TERMINAL_TRICKS) {
            rules.add(SyscallRule.when("ioctl", Condition.isInt(1, request)));
        }
        personality(rules);
        return List.copyOf(rules);
    }

    /** The flags of clone3 lie in memory, where no filter can look: programs fall back to clone. */
    private static void namespaces(List<SyscallRule> rules) {
        rules.add(new SyscallRule("clone3", SyscallRule.ENOSYS, List.of()));
        for (long flag : NAMESPACES) {
            rules.add(SyscallRule.when("clone", Condition.hasBits(0, flag)));
            rules.add(SyscallRule.when("unshare", Condition.hasBits(0, flag)));
        }
        rules.add(SyscallRule.when("unshare", Condition.hasBits(0, TIME_NAMESPACE)));
    }

    /** An allow-list, said as refusals: of netlink only NETLINK_ROUTE, by which programs read their interfaces. */
    private static void sockets(String call, List<SyscallRule> rules) {
        LongStream.range(0, BOUND)
                .filter(family -> !FAMILIES.contains(family))
                .forEach(family -> rules.add(SyscallRule.when(call, Condition.isInt(0, family))));
        LongStream.range(1, BOUND)
                .forEach(protocol -> rules.add(
                        SyscallRule.when(call, Condition.isInt(0, AF_NETLINK), Condition.isInt(2, protocol))));
        for (long family : new long[] {AF_INET, AF_INET6}) {
            LongStream.rangeClosed(0, SOCK_TYPE_MASK)
                    .filter(type -> !INTERNET_TYPES.contains(type))
                    .forEach(type -> rules.add(SyscallRule.when(
                            call, Condition.isInt(0, family), new Condition(1, SOCK_TYPE_MASK, type))));
        }
    }

    /** Passes 0 (Linux's own) and 0xffffffff (a question): any other word has a set bit below a clear one. */
    private static void personality(List<SyscallRule> rules) {
        for (int bit = 0; bit < WORD; bit++) {
            long set = 1L << bit;
            long clear = 1L << ((bit + 1) % WORD);
            rules.add(SyscallRule.when("personality", new Condition(0, set | clear, set)));
        }
    }
}
