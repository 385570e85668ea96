package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cordon.core.Lane;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maven, Gradle, npm and pip, unchanged and with nothing cached, fetch what they need by the lane's way out. */
class PackageManagersTest {
    @TempDir
    Path folder;

    private SharedPackages packages;
    private HttpServer server;
    private String root;
    private RunBench bench;

    @BeforeEach
    void serverOfPackages() throws Exception {
        packages = new SharedPackages(folder);
        packages.caches();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        root = "http://packages.test:" + server.getAddress().getPort() + "/";
        server.createContext("/npm/", SharedPackages.npmRegistry(packages.npmArchive(), root + "npm/"));
        server.createContext("/maven/", exchange -> file(exchange, SharedPackages.maven(), "/maven/"));
        server.createContext("/wheels/", exchange -> file(exchange, folder.resolve("wheels"), "/wheels/"));
        server.createContext("/simple/", exchange -> page(exchange, "cordon_demo-1.0-py3-none-any.whl"));
        server.start();
        GitRepo repo = GitRepo.init(folder.resolve("repo"));
        packages.project().forEach(repo::write);
        repo.write(".npmrc", "registry=" + root + "npm/\n");
        repo.write(
                "settings.xml",
                "<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>" + root
                        + "maven</url></mirror></mirrors></settings>\n");
        repo.write("build.gradle", SharedPackages.gradleBuild(root + "maven/"));
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        bench.lane = new Lane(
                "build",
                List.of(),
                List.of(),
                List.of(),
                Lane.ApprovalNeed.REQUIRED,
                List.of("http://packages.test:" + server.getAddress().getPort() + "=127.0.0.1"));
    }

    @AfterEach
    void close() {
        bench.close();
        server.stop(0);
    }

    @Test
    void maven() {
        works("mvn -q -B -s settings.xml compile && java -cp target/classes Demo | grep 'java works'");
    }

    @Test
    void gradle() {
        works("gradle --quiet --no-daemon classes && ls ~/.gradle/caches/modules-*/files-*/org.jspecify"
                + " && java -cp build/classes/java/main Demo | grep 'java works'");
    }

    @Test
    void npm() {
        works(
                "npm install --no-fund --no-audit --loglevel=error && node -p 'require(\"cordon-demo\")' | grep 'npm works'");
    }

    @Test
    void pip() {
        works("python3 -m pip install --quiet --no-cache-dir --target lib --index-url " + root
                + "simple/ --trusted-host packages.test cordon-demo"
                + " && PYTHONPATH=lib python3 -c 'import cordon_demo; print(cordon_demo.says)' | grep 'pip works'");
    }

    private void works(String script) {
        try (Session session = bench.session("s")) {
            RunSupervisor.Outcome outcome = bench.run(session, "t", script);
            assertThat(outcome.run().exit())
                    .as(new String(TaskBook.artifact(session, outcome.run(), "transcript"), StandardCharsets.UTF_8))
                    .isZero();
        }
    }

    private static void file(HttpExchange exchange, Path folder, String prefix) throws IOException {
        Path file = folder.resolve(exchange.getRequestURI().getPath().substring(prefix.length()));
        if (Files.isRegularFile(file)) {
            byte[] body = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private void page(HttpExchange exchange, String wheel) throws IOException {
        byte[] body =
                ("<a href=\"" + root + "wheels/" + wheel + "\">" + wheel + "</a>").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
