package dev.cordon.capsule;

import dev.cordon.capsule.HostView.Entry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a capsule sees as {@code /etc}: one folder of Cordon's with the files that it writes for every capsule (names of
 * users, hosts and resolvers) and copies of the host's few files that programs need and that hold no secret. The
 * host's folders are shown over it. One mount for all files, because each costs a start near 0.2 ms.
 */
final class SystemFiles {
    private static final Path HOST = Path.of("/etc");

    /** Of maven its settings are left out: they may hold a server's password. */
    private static final List<String> SHOWN = List.of(
            "alternatives",
            "bash.bashrc",
            "ca-certificates",
            "ca-certificates.conf",
            "crypto-policies",
            "debian_version",
            "fonts",
            "java",
            "java-*-openjdk",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "localtime",
            "magic",
            "magic.mime",
            "maven/m2.conf",
            "maven/logging",
            "mime.types",
            "openssl",
            "os-release",
            "pki/ca-trust",
            "pki/java",
            "pki/tls/certs",
            "perl",
            "profile",
            "protocols",
            "python3*",
            "services",
            "ssl/certs",
            "ssl/openssl.cnf",
            "terminfo",
            "timezone");

    private static final List<Own> OWN = List.of(
            new Own(
                    "passwd",
                    "agent:x:1000:1000:agent:/home/agent:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
            new Own("group", "agent:x:1000:\nnogroup:x:65534:\n"),
            new Own("hosts", "127.0.0.1 localhost capsule\n::1 localhost\n"),
            new Own("hostname", "capsule\n"),
            new Own("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
            new Own("resolv.conf", "# A capsule resolves no names: its proxy does.\n"));

    private final Path drafts;
    private final Path folder;

    /** @param skeleton a folder of Cordon's own */
    SystemFiles(Path skeleton) {
        this.drafts = skeleton;
        this.folder = skeleton.resolve("etc");
    }

    private record Own(String name, String content) {}

    /** Looks at this host; copies that are out of date are replaced, for capsules that run already, too. */
    List<Entry> ofHost() throws IOException {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.ReadOnly(Folders.create(folder), HOST.toString()));
        ofCordon();
        for (String pattern : SHOWN) {
            for (Path path : matching(pattern)) {
                Path here = folder.resolve(HOST.relativize(path));
                if (Files.isDirectory(path)) {
                    Folders.create(here);
                    entries.add(new Entry.ReadOnly(path.toRealPath(), path.toString()));
                } else if (Files.isReadable(path)) {
                    Folders.create(folder.resolve(HOST.relativize(path.resolveSibling(""))));
                    copy(path, here);
                } else {
                    Files.deleteIfExists(here);
                }
            }
        }
        return entries;
    }

    /** Only what Cordon writes itself, each file for itself. */
    List<Entry> ofCordon() throws IOException {
        Folders.create(folder);
        List<Entry> entries = new ArrayList<>();
        for (Own file : OWN) {
            Path path = folder.resolve(file.name());
            if (!Files.exists(path) || !Files.readString(path).equals(file.content())) {
                Path draft = draft();
                Files.writeString(draft, file.content());
                Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            }
            entries.add(new Entry.ReadOnly(path, HOST.resolve(file.name()).toString()));
        }
        return entries;
    }

    /** A name directly in the folder may hold a star; one without is answered whether it exists or not. */
    private static List<Path> matching(String pattern) throws IOException {
        if (!pattern.contains("*")) {
            return List.of(HOST.resolve(pattern));
        }
        List<Path> matching = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(HOST, pattern)) {
            found.forEach(matching::add);
        }
        return matching;
    }

    private void copy(Path from, Path to) throws IOException {
        if (isCurrent(from, to)) {
            return;
        }
        Path draft = draft();
        Files.copy(from, draft, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path draft() throws IOException {
        return Files.createTempFile(drafts, "etc", ".new");
    }

    private static boolean isCurrent(Path from, Path to) throws IOException {
        if (!Files.exists(to)) {
            return false;
        }
        BasicFileAttributes original = Files.readAttributes(from, BasicFileAttributes.class);
        BasicFileAttributes copied = Files.readAttributes(to, BasicFileAttributes.class);
        return original.size() == copied.size() && original.lastModifiedTime().equals(copied.lastModifiedTime());
    }
}
