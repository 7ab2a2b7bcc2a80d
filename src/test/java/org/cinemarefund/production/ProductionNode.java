package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** The jar as it was packaged, run as an operator runs it: a process of its own, told what it needs and nothing else. */
final class ProductionNode implements AutoCloseable {
    private static final List<String> ZONES = List.of("Asia/Shanghai", "America/Los_Angeles", "UTC", "Asia/Kathmandu");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final int port;
    private final Path log;

    private ProductionNode(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts and does not wait. The log goes to {@code directory/name.log}; relative paths start in that directory. */
    static ProductionNode launch(Path directory, String name, int port, Map<String, String> settings)
            throws IOException {
        return launch(jar(), directory, name, port, settings);
    }

    static ProductionNode launch(Path jar, Path directory, String name, int port, Map<String, String> settings)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        // Half of a start is spent on compiling; these nodes do not live long enough to earn it back.
        command.add("-XX:TieredStopAtLevel=1");
        // No two machines need agree on their zone, nor one with itself from start to start.
        command.add("-Duser.timezone=" + ZONES.get(Math.floorMod(STARTED.getAndIncrement(), ZONES.size())));
        command.add("-jar");
        command.add(jar.toString());
        Map.of("--spring.profiles.active", "production", "--server.port", String.valueOf(port))
                .forEach((key, value) -> {
                    if (!settings.containsKey(key)) {
                        command.add(key + "=" + value);
                    }
                });
        var log = directory.resolve(name + ".log");
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        settings.forEach((key, value) -> {
            if (key.startsWith("--")) {
                command.add(key + "=" + value);
            } else {
                builder.environment().put(variable(key), value);
            }
        });
        return new ProductionNode(builder.start(), port, log);
    }

    /** How Spring Boot wants a setting spelt that comes as an environment variable. */
    private static String variable(String setting) {
        return setting.replace("-", "").replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }

    /** None that the system itself gives to whoever connects somewhere: until the node listens, anybody might get that. */
    static int freePort() {
        while (true) {
            var port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    static Path jar() {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(path -> path.getFileName().toString().matches("cinema-refund-[^/]*\\.jar"))
                    .findFirst()
                    .map(Path::toAbsolutePath)
                    .orElseThrow(
                            () -> new AssertionError("target/cinema-refund-*.jar is not there: mvn package first"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    ProductionNode awaitHealthy() {
        Awaitility.await(log.getFileName() + " answers /actuator/health with 200")
                // A node that cannot start ends; one that is slow is waited for.
                .atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(process.isAlive())
                            .as("the node runs; its log:%n%s", log())
                            .isTrue();
                    return health() == 200;
                });
        return this;
    }

    int health() {
        try {
            var request = HttpRequest.newBuilder(URI.create(url() + "/actuator/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** @return what is left in its heap after a full collection, in MB */
    long heapInUse() throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asking = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var total = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no histogram of the node's heap"));
        return Long.parseLong(total.trim().split("\\s+")[2]) >> 20;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: it stands still and does not know; its connections stay open. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it goes on where it stood. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        var sent = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(sent.waitFor()).as("kill -%s", name).isZero();
    }

    /** kill -9: nothing is finished, nothing is told to anybody. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM, as a deployment does it. @return how long the node took to go */
    Duration terminate() throws InterruptedException {
        var since = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended at all").isTrue();
        return Duration.ofNanos(System.nanoTime() - since);
    }

    int awaitExit(Duration atMost) throws InterruptedException {
        assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                .as("it ends by itself; its log:%n%s", log())
                .isTrue();
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> logLines() {
        return log().lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
