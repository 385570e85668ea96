package dev.cordon.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObeyedFilesTest {
    private static final ObeyedFiles OBEYED = ObeyedFiles.shipped();

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".envrc",
                "deep/down/.envrc",
                ".mcp.json",
                "AGENTS.md",
                "docs/CLAUDE.md",
                ".cursor/rules/a.mdc",
                ".vscode/tasks.json",
                "sub/.vscode/settings.json",
                ".vscode/launch.json",
                ".idea/workspace.xml",
                ".github/workflows/ci.yml",
                ".github/workflows/sub/x.yml",
                ".gitlab-ci.yml",
                "Jenkinsfile",
                ".husky/pre-commit",
                ".git-hooks/x",
                ".gitattributes",
                "a/.gitmodules",
                "bare/HEAD",
                ".npmrc",
                ".pre-commit-config.yaml",
                ".mvn/extensions.xml",
                ".mvn/jvm.config",
                "gradle/wrapper/gradle-wrapper.jar",
                ".devcontainer/devcontainer.json",
                ".claude/settings.json",
                ".codex/config.toml",
                ".github/copilot-instructions.md",
                "lib/sitecustomize.py",
                "x.pth",
                "team.code-workspace",
                "lefthook-local.yml",
                ".env.local",
                ".git/config"
            })
    void fileThatToolsObey_isHeld(String path) {
        assertThat(OBEYED.match(path)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Makefile",
                "pom.xml",
                "package.json",
                "conftest.py",
                "src/main.c",
                "README.md",
                "docs/agents.txt",
                "envrc",
                "my.envrc.md",
                "vscode/tasks.json",
                ".github/README.md",
                "src/workflows/ci.yml",
                "a/mcp.jsonl",
                "tasks.json",
                "wrapper/gradle-wrapper.jar",
                "pth",
                "src/.gitkeep",
                "Jenkinsfile.d/x"
            })
    void ordinaryFile_isNotHeld(String path) {
        assertThat(OBEYED.match(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".ENVRC",
                "agents.MD",
                ".GitHub/Workflows/CI.yml",
                ".envrc.",
                ".envrc ",
                ".git\u200cattributes",
                "\uff21GENTS.md",
                ".envrc::$DATA",
                ".vscode./tasks.json",
                ".gitattributes:$DATA"
            })
    void nameThatALenientFileSystemTakesForOne_isHeld(String path) {
        assertThat(OBEYED.match(path)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {".vscode", ".github", "sub/.mvn", ".cursor", ".husky", ".git"})
    void linkOrSubmoduleInPlaceOfAFolderThatIsObeyed_isHeld(String path) {
        assertThat(OBEYED.match(path)).isPresent();
    }

    @Test
    void reasonSaysWhatObeys() {
        assertThat(OBEYED.match("a/.envrc"))
                .hasValueSatisfying(match -> assertThat(match.reason()).contains("direnv"));
    }

    @Test
    void everyPattern_hasAReasonAndMatchesItself() {
        assertThat(OBEYED.patterns()).hasSizeGreaterThan(100).allSatisfy(pattern -> {
            assertThat(pattern.reason()).hasSizeGreaterThan(10);
            assertThat(OBEYED.match(pattern.written().replace("**", "x").replace("*", "x")))
                    .isPresent();
        });
    }

    @Test
    void patternWithoutReason_isAnError() {
        assertThatThrownBy(() -> ObeyedFiles.parse(".envrc\n")).hasMessageContaining("reason");
        assertThatThrownBy(() -> ObeyedFiles.parse(".envrc\t \n")).hasMessageContaining("reason");
    }
}
