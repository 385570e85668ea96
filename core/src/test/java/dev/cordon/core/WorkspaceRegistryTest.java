package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceRegistryTest {
    @TempDir
    Path temp;

    private final Ids ids = new Ids(new SecureRandom(), new byte[32]);

    private Path repository(String name) throws Exception {
        return Files.createDirectories(temp.resolve(name));
    }

    private WorkspaceRegistry registry() {
        return new WorkspaceRegistry(temp.resolve("workspaces"), ids);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(temp.resolve("workspaces"))) {
            return all.toList();
        }
    }

    @Test
    void repository_keepsItsWorkspace_byWhateverPathItIsReached() throws Exception {
        Path git = repository("repo/.git");
        WorkspaceId id = registry().of(git);
        Path link = Files.createSymbolicLink(temp.resolve("link"), git);
        assertThat(registry().of(link)).isEqualTo(id);
        assertThat(registry().of(git.resolve("../.git"))).isEqualTo(id);
        assertThat(registry().of(repository("other/.git"))).isNotEqualTo(id);
        assertThat(ids.verify(IdType.WORKSPACE, id.value())).isTrue();
    }

    @Test
    void file_isPrivate_andNamesNoPath() throws Exception {
        registry().of(repository("secret-project/.git"));
        Path file = files().getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("secret-project");
        assertThat(file.getFileName().toString()).matches("[0-9a-f]{64}\\.json");
    }

    @Test
    void manyAtOnce_agree_andLeaveOneFile() throws Exception {
        Path git = repository("repo/.git");
        Set<WorkspaceId> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 16).parallel().forEach(i -> seen.add(registry().of(git)));
        assertThat(seen).hasSize(1);
        assertThat(files()).hasSize(1);
    }

    @Test
    void forgedOrBrokenFile_isDamaged() throws Exception {
        Path git = repository("repo/.git");
        registry().of(git);
        for (String content : new String[] {
            "", "{", "[]", "{\"version\":1,\"workspace\":\"ws_" + "0".repeat(39) + "\"}", "{\"version\":2}"
        }) {
            Files.writeString(files().getFirst(), content);
            assertThatThrownBy(() -> registry().of(git)).as(content).isInstanceOf(CordonException.Damaged.class);
        }
    }

    @Test
    void repositoryThatIsNotThere_isBadInput_andLeavesNothing() {
        assertThatThrownBy(() -> registry().of(temp.resolve("nowhere"))).isInstanceOf(CordonException.BadInput.class);
        assertThat(temp.resolve("workspaces")).doesNotExist();
    }
}
