package dev.cordon.run;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.cordon.core.PackageCache;
import dev.cordon.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Package caches as people fill them: npm's from a registry that is gone afterwards, a wheel, and for Maven the local
 * repository of this build, which holds all that compiles a class.
 */
final class SharedPackages {
    private static final String PACKAGE = "cordon-demo";

    private final Path folder;
    private int port;

    SharedPackages(Path folder) {
        this.folder = folder;
    }

    Map<PackageCache, Path> caches() throws Exception {
        return Map.of(PackageCache.NPM, npm(), PackageCache.PIP, wheels(), PackageCache.MAVEN, maven());
    }

    /** The files of a project that needs all of them, by name. */
    Map<String, String> project() throws IOException {
        return Map.of(
                ".gitignore",
                "target/\nbuild/\n.gradle/\nnode_modules/\nlib/\npackage-lock.json\n",
                ".npmrc",
                "registry=http://127.0.0.1:" + port + "/\n",
                "package.json",
                "{ \"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": { \"" + PACKAGE + "\": \"1.0.0\" } }\n",
                "src/main/java/Demo.java",
                "class Demo { public static void main(String[] a) { System.out.println(\"java works\"); } }\n",
                "pom.xml",
                pom());
    }

    static Path maven() {
        return Path.of(System.getProperty("localRepository"));
    }

    /** The part of Maven's cache that the project needs: other builds may write to the rest. */
    static Path compiler() throws IOException {
        return maven().resolve("org/apache/maven/plugins/maven-compiler-plugin").resolve(version("compiler"));
    }

    private static String pom() throws IOException {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>demo</groupId><artifactId>demo</artifactId><version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <build><plugins>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>%s</version></plugin>
                  </plugins></build>
                </project>
                """.formatted(version("resources"), version("compiler"));
    }

    /** Fetches a library that this build itself uses from {@code repository}, and compiles. */
    static String gradleBuild(String repository) throws IOException {
        return """
                apply plugin: 'java'
                repositories { maven { url '%s' } }
                dependencies { compile 'org.jspecify:jspecify:%s' }
                """.formatted(repository, property("jspecify.version"));
    }

    private static String property(String name) throws IOException {
        return inBuild("<" + name + ">([^<]+)<");
    }

    /** The version of a plugin that this build itself uses, so that it lies in the local repository. */
    private static String version(String plugin) throws IOException {
        return inBuild("<artifactId>maven-" + plugin + "-plugin</artifactId>\\s*<version>([^<]+)<");
    }

    private static String inBuild(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of("..", "pom.xml")));
        if (!matcher.find()) {
            throw new IOException("the build does not say: " + pattern);
        }
        return matcher.group(1);
    }

    private Path npm() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("npm"));
        byte[] archive = npmArchive();
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = registry.getAddress().getPort();
        registry.createContext("/", npmRegistry(archive, "http://127.0.0.1:" + port + "/"));
        registry.start();
        try {
            Path buyer = Files.createDirectories(folder.resolve("npm-buyer"));
            Programs.in(buyer)
                    .start(
                            "npm",
                            "install",
                            "--no-audit",
                            "--registry=http://127.0.0.1:" + port + "/",
                            "--cache=" + cache,
                            PACKAGE)
                    .orFail();
        } finally {
            registry.stop(0);
        }
        return cache;
    }

    /** A package of one file, as npm packs it. */
    byte[] npmArchive() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("npm-package"));
        Files.writeString(
                sources.resolve("package.json"), "{ \"name\": \"" + PACKAGE + "\", \"version\": \"1.0.0\" }\n");
        Files.writeString(sources.resolve("index.js"), "module.exports = 'npm works';\n");
        Programs.in(sources)
                .start(
                        "npm",
                        "pack",
                        "--silent",
                        "--cache",
                        folder.resolve("npm").toString())
                .orFail();
        return Files.readAllBytes(sources.resolve(PACKAGE + "-1.0.0.tgz"));
    }

    /** @param root the address under which it is reached, with a slash at its end */
    static HttpHandler npmRegistry(byte[] archive, String root) {
        return exchange -> {
            boolean isArchive = exchange.getRequestURI().getPath().endsWith(".tgz");
            byte[] body = isArchive ? archive : description(archive, root).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", isArchive ? "application/octet-stream" : "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    private static String description(byte[] archive, String root) {
        return """
                { "name": "%1$s", "dist-tags": { "latest": "1.0.0" }, "versions": { "1.0.0": {
                  "name": "%1$s", "version": "1.0.0",
                  "dist": { "tarball": "%2$s%1$s/-/%1$s-1.0.0.tgz", "integrity": "sha512-%3$s" } } } }
                """.formatted(PACKAGE, root, sha512(archive));
    }

    private static String sha512(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    Path wheels() throws IOException {
        Path wheels = Files.createDirectories(folder.resolve("wheels"));
        Path wheel = wheels.resolve("cordon_demo-1.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            add(zip, "cordon_demo.py", "says = 'pip works'\n");
            String info = "cordon_demo-1.0.dist-info/";
            add(zip, info + "METADATA", "Metadata-Version: 2.1\nName: cordon-demo\nVersion: 1.0\n");
            add(zip, info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            add(
                    zip,
                    info + "RECORD",
                    "cordon_demo.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return wheels;
    }

    private static void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
