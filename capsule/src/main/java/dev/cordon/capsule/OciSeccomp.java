package dev.cordon.capsule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table {@link SyscallRules} in the words of the OCI runtime specification, {@code linux.seccomp}. Pure. */
final class OciSeccomp {
    private OciSeccomp() {}

    static Map<String, Object> of(List<SyscallRule> rules) {
        return Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                rules.stream().map(OciSeccomp::refusal).toList());
    }

    private static Map<String, Object> refusal(SyscallRule rule) {
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("names", List.of(rule.name()));
        refusal.put("action", "SCMP_ACT_ERRNO");
        refusal.put("errnoRet", rule.errno());
        if (!rule.conditions().isEmpty()) {
            refusal.put(
                    "args", rule.conditions().stream().map(OciSeccomp::argument).toList());
        }
        return refusal;
    }

    /** Of this comparison the specification calls the mask the value, and the value the second one. */
    private static Map<String, Object> argument(SyscallRule.Condition condition) {
        return Map.of(
                "index",
                condition.argument(),
                "value",
                condition.mask(),
                "valueTwo",
                condition.value(),
                "op",
                "SCMP_CMP_MASKED_EQ");
    }
}
