package org.cinemarefund.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process in which {@link BareEngine} runs, with the same heap as the product, in the same database server. */
final class Bare implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;

    /** @param database the name of an empty one */
    Bare(int port, String database) throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareEngine.class.getName(),
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/" + database
                                + "?sslmode=disable",
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.password=benchmark-only",
                        "--logging.level.root=WARN")
                .redirectError(Path.of("target", "benchmark-bare.log").toFile())
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        for (var line = next(); !line.equals("ready"); ) {
            line = next();
        }
    }

    long pid() {
        return process.pid();
    }

    /** @param startP99 milliseconds of the starting call */
    record Driven(double seconds, double startP99) {}

    Driven drive(int refunds, int open, int threads) throws IOException {
        orders.println(refunds + " " + open + " " + threads);
        var words = next().split(" ");
        return new Driven(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }

    private String next() throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the bare engine has ended: see target/benchmark-bare.log");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
