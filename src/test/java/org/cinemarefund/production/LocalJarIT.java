package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The jar in somebody's own directory. */
class LocalJarIT {
    /** Everything that a path may hold and an address may not, and what would be something else once decoded. */
    private static final String NAME = "影院 ü #1 +100%41";

    @Test
    void it_starts_in_a_directory_of_any_name() throws Exception {
        var parent = Path.of("target", "production", "local").toAbsolutePath();
        FileSystemUtils.deleteRecursively(parent);
        var directory = Files.createDirectories(parent.resolve(NAME));
        var jar = Files.copy(
                ProductionNode.jar(), directory.resolve(ProductionNode.jar().getFileName()));
        var local = Map.of("--spring.profiles.active", "local", "--refund.sandbox.port", "0");

        try (var node = ProductionNode.launch(jar, directory, "node", ProductionNode.freePort(), local)) {
            node.awaitHealthy();

            assertThat(status(node, "/camunda/app/tasklist/default/")).isEqualTo(200);
            assertThat(node.log())
                    .as("read in China, whatever the machine's zone")
                    .contains("+08:00");
            assertThat(status(node, "/camunda/api/engine/engine/")).isEqualTo(200);
        }
    }

    private static int status(ProductionNode node, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
