package org.cinemarefund.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

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
                .redirectErrorStream(true)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answer("ready");
    }

    long pid() {
        return process.pid();
    }

    /** @param startP99 milliseconds of the starting call */
    record Driven(double seconds, double startP99) {}

    Driven drive(int refunds, int open, int threads) throws IOException {
        orders.println(refunds + " " + open + " " + threads);
        var words = answer("driven ").split(" ");
        return new Driven(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    }

    /** The next line that begins so; between them the engine may have logged something. */
    private String answer(String begins) throws IOException {
        var said = new ArrayList<String>();
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(begins)) {
                return line;
            }
            said.add(line);
        }
        throw new IOException("the bare engine has ended: " + String.join("\n", said));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
