package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One base per (user, repository, commit): made once, whole or not at all, and there for as long as it is used. */
class BaseStoreTest {
    @TempDir
    Path folder;

    private GitRepo repo;
    private BaseStore bases;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void repository() {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        bases = new BaseStore(folder.resolve("bases"));
    }

    private Base borrow(String owner, String run) {
        Repository repository = Repository.around(repo.folder(), System.getenv());
        return bases.borrow(owner, "ws", repository, repository.commit("HEAD"), run, told::add);
    }

    private List<String> workspace(String owner) throws IOException {
        return Folders.children(folder.resolve("bases").resolve(owner).resolve("ws")).stream()
                .map(path -> path.getFileName().toString())
                .sorted()
                .toList();
    }

    @Test
    void secondRun_borrowsWhatTheFirstOneMade() {
        Base first = borrow("ann", "run_1");
        Base second = borrow("ann", "run_2");
        assertThat(second).isEqualTo(first);
        assertThat(told).singleElement().asString().startsWith("preparing the base tree of ");
        assertThat(first.tree().resolve("a.txt")).hasContent("a\n");
    }

    /** Git inside takes a file of the index's second for unchanged when its size is. */
    @Test
    void filesAreOlderThanAnyEditWillBe_alsoLinks() throws Exception {
        Files.createSymbolicLink(folder.resolve("repo/link"), Path.of("a.txt"));
        repo.commit("with a link");
        long before = System.currentTimeMillis() / 1000;
        Base base = borrow("ann", "run_1");
        for (String name : List.of("a.txt", "link")) {
            long second = Files.getLastModifiedTime(base.tree().resolve(name), LinkOption.NOFOLLOW_LINKS)
                            .toMillis()
                    / 1000;
            assertThat(second).as(name).isLessThan(before);
        }
    }

    @Test
    void owners_shareNothing() {
        Base ann = borrow("ann", "run_1");
        Base bob = borrow("bob", "run_2");
        assertThat(ann.folder()).isNotEqualTo(bob.folder());
        assertThat(told).hasSize(2);
        assertThat(bases.all()).containsExactlyInAnyOrder(ann, bob);
    }

    @Test
    void manyThreadsAtOnce_makeOne() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Base>> borrowing = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String run = "run_" + i;
                borrowing.add(() -> borrow("ann", run));
            }
            for (Future<Base> base : threads.invokeAll(borrowing)) {
                assertThat(base.get().tree().resolve("a.txt")).exists();
            }
        }
        assertThat(told).hasSize(1);
        assertThat(workspace("ann")).hasSize(2);
    }

    @Test
    void twoProcessesAtOnce_makeOne() throws Exception {
        List<ChildJvm> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            children.add(ChildJvm.start(
                    Borrower.class,
                    repo.folder().toString(),
                    folder.resolve("bases").toString(),
                    "run_" + i));
        }
        int made = 0;
        for (ChildJvm child : children) {
            made += child.finish().contains("preparing") ? 1 : 0;
        }
        assertThat(made).isEqualTo(1);
        assertThat(bases.all())
                .singleElement()
                .satisfies(base -> assertThat(base.inUse()).isTrue());
    }

    /** A process of its own that borrows the base of HEAD. */
    static final class Borrower {
        public static void main(String[] arguments) {
            Repository repository = Repository.around(Path.of(arguments[0]), System.getenv());
            new BaseStore(Path.of(arguments[1]))
                    .borrow("ann", "ws", repository, repository.commit("HEAD"), arguments[2], System.out::println);
        }
    }

    @Test
    void failure_leavesNothing() throws Exception {
        String blob = repo.git("rev-parse", "HEAD:a.txt").strip();
        Files.delete(repo.folder().resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
        assertThatThrownBy(() -> borrow("ann", "run_1")).isInstanceOf(CordonException.Unavailable.class);
        assertThat(workspace("ann")).isEmpty();
        assertThat(bases.all()).isEmpty();
    }

    @Test
    void collect_takesWhatNobodyUses_andOnlyThat() throws Exception {
        Base kept = borrow("ann", "run_1");
        Base dropped = borrow("bob", "run_2");
        dropped.release("run_2");
        assertThat(bases.collect()).isEqualTo(1);
        assertThat(bases.all()).containsExactly(kept);
        assertThat(workspace("bob")).isEmpty();
        kept.release("another run");
        assertThat(bases.collect()).isZero();
        bases.release("run_1");
        assertThat(bases.collect()).isEqualTo(1);
    }

    @Test
    void collect_duringPreparation_waitsForNobodyAndTakesNothing() {
        Repository repository = Repository.around(repo.folder(), System.getenv());
        Base base = bases.borrow("ann", "ws", repository, repository.commit("HEAD"), "run_1", line -> {
            assertThat(new BaseStore(folder.resolve("bases")).collect()).isZero();
            told.add(line);
        });
        assertThat(told).hasSize(1);
        assertThat(base.tree().resolve("a.txt")).exists();
    }

    @Test
    void collectAndBorrowAtOnce_neverLeaveAUserWithoutABase() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                String run = "run_" + t;
                work.add(() -> {
                    for (int i = 0; i < 8; i++) {
                        Base base = borrow("ann", run);
                        assertThat(base.tree().resolve("a.txt")).exists();
                        base.release(run);
                    }
                    return null;
                });
            }
            work.add(() -> {
                for (int i = 0; i < 40; i++) {
                    bases.collect();
                }
                return null;
            });
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        bases.collect();
        assertThat(workspace("ann")).isEmpty();
    }

    @Test
    void whatAKilledProcessLeft_isTakenForNothing_andRemoved() throws Exception {
        Base base = borrow("ann", "run_1");
        base.release("run_1");
        Path draft = Files.createDirectories(base.folder().resolveSibling(".new-" + base.commit() + "/tree"));
        Files.writeString(draft.resolve("half"), "");
        Files.createDirectories(base.folder().resolveSibling(".new-0123/uses"));
        assertThat(bases.all()).containsExactly(base);
        assertThat(bases.collect()).isEqualTo(1);
        assertThat(workspace("ann")).isEmpty();
    }

    @Test
    void secondPreparedLayerOfTheSameDigest_isNoError() {
        try (Workbench bench = Workbench.around(folder, repo);
                Workbench.Outcome one = bench.sh("echo 1 >dependency");
                Workbench.Outcome two = bench.sh("echo 2 >dependency")) {
            one.ended().keepAsLayer("d1");
            two.ended().keepAsLayer("d1");
            CapsuleSpec plain = bench.spec(dev.cordon.core.Limits.NONE_REQUESTED, java.util.Map.of());
            CapsuleSpec layered = new CapsuleSpec(
                    "layered",
                    plain.base(),
                    List.of("d1"),
                    List.of(),
                    java.util.Map.of(),
                    java.util.Map.of(),
                    plain.limits(),
                    plain.streams());
            try (Workbench.Outcome outcome = bench.sh("cat dependency a.txt; echo x >>a.txt", layered)) {
                assertThat(outcome.output()).isEqualTo("1\na\n");
                assertThat(outcome.harvest().touched()).containsExactly(new Harvest.Touched("M", "a.txt"));
            }
        }
    }
}
