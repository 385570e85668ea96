package dev.cordon.cli;

import dev.cordon.run.ApprovalDesk.Waiting;
import dev.cordon.tools.ExactAction;
import dev.cordon.tools.ParkedAction;
import dev.cordon.tools.PlainText;
import java.util.Locale;

/**
 * What an approver reads: every part of the action, complete, with nothing in it that could hide or reorder the rest
 * (attack cases 64 and 65).
 */
final class ApprovalText {
    private final StringBuilder text = new StringBuilder();

    private ApprovalText() {}

    static String of(Waiting waiting) {
        ApprovalText text = new ApprovalText();
        text.describe(waiting.parked(), waiting.state().name().toLowerCase(Locale.ROOT));
        return text.text.toString();
    }

    private void describe(ParkedAction parked, String state) {
        ExactAction action = parked.action();
        line("approval", parked.id() + "  (" + state + ", expires " + parked.expires() + ")");
        line(
                "what",
                parked.kind() == ParkedAction.Kind.RELEASE
                        ? "release the patch of this task: it may then be applied"
                        : "run this command once, in a fresh capsule from base plus patch");
        line("why held", parked.reason());
        line(
                "for",
                action.subject() + "  session " + action.session() + "  task " + action.task() + "  run "
                        + action.run());
        if (parked.kind() == ParkedAction.Kind.DISPATCH) {
            command(parked, action);
        }
        line("base", action.base());
        line("patch", "sha256 " + action.patchDigest());
        line("policy", action.policyDigest());
        line("code", action.shortCode());
    }

    private void command(ParkedAction parked, ExactAction action) {
        line("tool", action.tool() + "  (declaration sha256 " + action.toolDigest() + ")");
        for (int i = 0; i < action.command().size(); i++) {
            line(i == 0 ? "command" : "", "[" + i + "] " + action.command().get(i));
        }
        line("program", action.executable() + "  sha256 " + action.executableDigest());
        line("in", action.workingDirectory());
        action.mounts().forEach(mount -> line("mount", mount));
        line("credential", action.credential());
        line("input", parked.input().isEmpty() ? "(none)" : parked.input());
    }

    private void line(String label, String value) {
        text.append(label)
                .append(" ".repeat(12 - label.length()))
                .append(PlainText.of(value))
                .append('\n');
    }
}
