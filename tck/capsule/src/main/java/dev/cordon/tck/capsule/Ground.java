package dev.cordon.tck.capsule;

import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an attack is after: a host's files with a canary in all that is private, and a person's repository. A folder of its
 * own; immutable.
 *
 * @param canary 128 random bits that are nowhere else
 */
record Ground(Path folder, String canary) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The hard link between host and repository stands before any capsule does. */
    private static final String BUILD = """
            set -e
            mkdir -p host/dir host/shared host/home/.ssh host/home/.aws host/home/.config/gh home tmp
            echo "$CANARY" >host/secret; echo "$CANARY" >host/dir/protected; echo "$CANARY" >host/home/.ssh/id_ed25519
            echo "aws_secret_access_key = $CANARY" >host/home/.aws/credentials; echo "machine x password $CANARY" >host/home/.netrc
            echo "oauth_token: $CANARY" >host/home/.config/gh/hosts.yml
            echo intact >host/victim; echo shared >host/shared/readable; ln -s dir/protected host/link
            cp /bin/cat host/tool; chmod 644 host/tool
            git init -q -b main host/private; cd host/private; echo "$CANARY" >key; git add key; git commit -qm private; cd ../..
            git init -q -b main repo; cd repo; mkdir src
            printf 'one\\ntwo\\nthree\\n' >a.txt; echo inner >src/b.txt; echo intact >linked; echo '*.log' >.gitignore
            git add -A; git commit -qm first; ln linked ../host/linked
            echo "$CANARY" >>a.txt; git stash -q
            """;

    static Ground build(Path folder, RandomGenerator random) throws IOException, InterruptedException {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        Ground ground = new Ground(folder, "canary-" + HexFormat.of().formatHex(bits));
        ground.rebuild();
        return ground;
    }

    /** Makes all of it anew, whatever became of it. */
    void rebuild() throws IOException, InterruptedException {
        Folders.delete(folder);
        Folders.create(folder);
        Shell.run(folder, Map.of("CANARY", canary), PATIENCE, BUILD).orFail();
    }

    /** The same once more, beside it. */
    Ground copyTo(Path other) throws IOException, InterruptedException {
        Folders.delete(other);
        Shell.run(
                        folder,
                        Map.of("FROM", folder.toString(), "TO", other.toString()),
                        PATIENCE,
                        "cp -a \"$FROM\" \"$TO\"")
                .orFail();
        return new Ground(other, canary);
    }

    Path host() {
        return folder.resolve("host");
    }

    Path repository() {
        return folder.resolve("repo");
    }

    TreeHash hash() throws IOException {
        return TreeHash.of(folder);
    }

    /** The variables by which a script finds its aims. */
    Map<String, String> aims() {
        return Map.of(
                "HOST", host().toString(), "WITNESS", host().resolve("witness").toString());
    }
}
