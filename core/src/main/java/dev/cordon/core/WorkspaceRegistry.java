package dev.cordon.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which workspace a repository is: a small file per repository under the home, named by a hash of the canonical common
 * git directory. Nothing is ever read from the repository. Thread-safe, over processes too.
 */
public final class WorkspaceRegistry {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final Ids ids;

    /** @param folder made, mode 0700, where it is missing */
    public WorkspaceRegistry(Path folder, Ids ids) {
        this.folder = folder;
        this.ids = ids;
    }

    /**
     * The workspace of a repository, minted at the first call.
     *
     * @param commonGitDir what {@code git rev-parse --git-common-dir} says; must exist
     * @throws CordonException.BadInput if it does not exist
     * @throws CordonException.Damaged if its file was altered
     * @throws CordonException.Unavailable if the home can't be read or written
     */
    public WorkspaceId of(Path commonGitDir) {
        Path file = folder.resolve(name(commonGitDir) + ".json");
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return read(file);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "workspaces-unusable",
                            "The workspace can't be looked up",
                            "the state folder did not allow it",
                            "make it readable and writable for you, with space left"),
                    e);
        }
    }

    /** All workspaces that were ever named here; empty where there is none. */
    public List<WorkspaceId> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<WorkspaceId> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                all.add(read(file));
            }
            return all;
        } catch (IOException | DirectoryIteratorException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "workspaces-unusable",
                            "The workspaces can't be listed",
                            "the state folder did not allow it",
                            "make it readable for you"),
                    e);
        }
    }

    /** Forgets which repository a workspace was: the repository gets another workspace the next time. */
    public void forget(WorkspaceId workspace) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                if (read(file).equals(workspace)) {
                    Files.delete(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "workspaces-unusable",
                            "The workspace can't be forgotten",
                            "the state folder did not allow it",
                            "make it writable for you"),
                    e);
        }
    }

    /** The raw URI of the real path: exact for names that are no UTF-8, too. */
    private static String name(Path commonGitDir) {
        try {
            String canonical = commonGitDir.toRealPath().toUri().getRawPath();
            return Bytes.utf8(canonical).sha256().toHex();
        } catch (IOException e) {
            throw new CordonException.BadInput(
                    Problem.of(
                            "no-repository",
                            "There is no such repository",
                            "its git directory can't be read",
                            "check --repo"),
                    e);
        }
    }

    /** A whole file or none: written aside, then linked to its name, which only one process can do. */
    private void create(Path file) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path draft = folder.resolve(ids.mint(IdType.RECORD) + ".tmp");
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            String json = "{\"version\":1,\"workspace\":\"" + ids.mint(IdType.WORKSPACE) + "\"}\n";
            Files.writeString(draft, json, StandardCharsets.US_ASCII, StandardOpenOption.DSYNC);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its id counts.
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private WorkspaceId read(Path file) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
            String id = json.path("workspace").asString("");
            if (json.path("version").asInt(0) == 1 && ids.verify(IdType.WORKSPACE, id)) {
                return new WorkspaceId(id);
            }
            throw altered();
        } catch (JacksonException e) {
            throw altered();
        }
    }

    private static CordonException.Damaged altered() {
        return new CordonException.Damaged(Problem.of(
                Rule.C2,
                "workspace-altered",
                "The workspace is not trusted",
                "its file does not hold an id that was minted here",
                "put the workspaces folder back from a backup"));
    }
}
