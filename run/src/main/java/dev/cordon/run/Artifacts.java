package dev.cordon.run;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.tools.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What persists of a run (C31), as sealed records of its session: content in chunks, then one record that names them.
 * An artifact is there when that record is; a crash in between leaves chunks that the session's end erases.
 */
final class Artifacts {
    /** Well below the bound of a record, so that memory stays small. */
    private static final int CHUNK = 4 << 20;

    /** What checks, actions and further runs take of a patch; a patch can be read, and kept, at any size. */
    static final long MOST_IN_MEMORY = 64 << 20;

    static final String TOO_LARGE = "patch-too-large";

    private Artifacts() {}

    /** @param digest SHA-256 of the content, in hex */
    record Artifact(String name, long size, String digest, List<String> chunks) {}

    static String save(Session session, String name, Path file, Author author) {
        List<String> chunks = new ArrayList<>();
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(CHUNK); part.length > 0; part = in.readNBytes(CHUNK)) {
                chunks.add(session.append(Kind.ARTIFACT_CHUNK, Bytes.ceded(part), author)
                        .id());
                size += part.length;
            }
            Artifact artifact = new Artifact(name, size, Digests.sha256(file), chunks);
            return session.append(Kind.ARTIFACT, Json.write(artifact), author).id();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** The same content as kept before under this name by this run, whoever wrote it down. */
    static Optional<String> find(ReadableSession session, String name, Path file, String run) {
        String digest = digest(name, file);
        return session.read(Kind.ARTIFACT).stream()
                .filter(entry -> run.equals(entry.provenance().author().run()))
                .filter(entry -> {
                    Artifact artifact = Json.read(entry, Artifact.class);
                    return name.equals(artifact.name()) && digest.equals(artifact.digest());
                })
                .map(Entry::id)
                .findFirst();
    }

    private static String digest(String name, Path file) {
        try {
            return Digests.sha256(file);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static CordonException.Unavailable unreadable(String name, IOException e) {
        return new CordonException.Unavailable(
                Problem.of(
                        "artifact-unreadable",
                        "The " + name + " can't be kept",
                        String.valueOf(e.getMessage()),
                        "check the disk under $CORDON_HOME"),
                e);
    }

    static void read(ReadableSession session, String id, OutputStream to) throws IOException {
        Artifact artifact = Json.read(session.get(id), Artifact.class);
        for (String chunk : artifact.chunks()) {
            Entry entry = session.get(chunk);
            to.write(entry.body().toArray());
        }
    }

    /**
     * The content as a whole, for what needs it so.
     *
     * @throws CordonException.Refused when it has more than {@link #MOST_IN_MEMORY}
     */
    static byte[] bytes(ReadableSession session, String id) {
        Artifact artifact = Json.read(session.get(id), Artifact.class);
        if (artifact.size() > MOST_IN_MEMORY) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C34,
                    TOO_LARGE,
                    "The " + artifact.name() + " is too large to be used",
                    "it has more than " + (MOST_IN_MEMORY >> 20) + " MiB, and what uses it holds all of it in memory",
                    "it is kept; write it to a file: cordon task diff TASK >FILE"));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            read(session, id, bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
