package dev.cordon.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a set.
 *
 * @param regex what a secret looks like, or null for a rule about names of files
 * @param path which files it is about, or null for all
 * @param entropy the secret must have more than so many bits of entropy a character; 0: any
 * @param group which group of the regex is the secret; 0: the first that matched
 * @param keywords lower-case; without one of them the regex isn't tried; none: always tried
 */
record SecretRule(
        String id,
        String description,
        @Nullable LazyPattern regex,
        @Nullable LazyPattern path,
        double entropy,
        int group,
        List<String> keywords,
        List<Allowlist> allowlists) {
    SecretRule with(List<Allowlist> others) {
        return new SecretRule(id, description, regex, path, entropy, group, keywords, others);
    }

    boolean isAbout(String file) {
        return path == null || path.foundIn(file);
    }
}
