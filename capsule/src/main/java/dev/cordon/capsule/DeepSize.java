package dev.cordon.capsule;

import dev.cordon.capsule.Folders.Size;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Measures a folder that this process can't walk itself: {@code find} needs no paths, and as root of a user namespace
 * it enters what its owner closed. Slower by a process start, so only for such folders.
 */
final class DeepSize {
    private DeepSize() {}

    /** @throws CordonException.Unavailable when it can't be measured: a limit on it would be none (C29) */
    static Size of(Path folder) {
        long[] sum = new long[2];
        HostProgram.Result result = new HostProgram(
                        List.of(
                                "unshare",
                                "--user",
                                "--map-root-user",
                                "find",
                                folder.toString(),
                                "-mindepth",
                                "1",
                                "-printf",
                                "%y%s\\n"),
                        Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8"))
                .stream(output -> add(output, sum));
        // find ends with 1 when a file vanishes under it; without its listing at all there is nothing to go by.
        if (!result.ok() && sum[1] == 0) {
            throw new CordonException.Unavailable(Problem.of(
                    Rule.C29,
                    "size-unknown",
                    "What a capsule wrote can't be measured",
                    result.errors(),
                    "type './cordon doctor' to see what is missing"));
        }
        return new Size(sum[0], sum[1]);
    }

    private static void add(InputStream output, long[] sum) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            sum[0] += line.startsWith("f") ? Long.parseLong(line.substring(1)) : 0;
            sum[1]++;
        }
    }
}
