package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Judges a page for thumbs and eyes: on a usual, a small and a large phone and with large letters, by our own rules and, where it is
 * installed, by axe. What it looked like is photographed.
 */
final class PageJudge {
    private static final Path AXE = Path.of("mini-program/test/node_modules/axe-core/axe.min.js");
    private static final int SMALL = 320;
    private static final int LARGE = 430;
    private static final double LARGE_LETTERS = 1.3;

    private static final String BY_AXE = """
            return axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
              .then(({violations}) => violations.flatMap(({id, nodes}) =>
                nodes.map((it) => `${id}: ${it.target} ${it.failureSummary.replace(/\\s+/g, ' ')} ${it.html.slice(0, 120)}`)))""";

    private final Browser phone;
    private final int usual;
    private final String ours;
    private final String letters;
    private final boolean axe;

    PageJudge(Browser phone, int usual) {
        this.phone = phone;
        this.usual = usual;
        ours = script("judge.js");
        letters = script("letters.js");
        axe = Files.exists(AXE);
        if (axe) {
            phone.beforehand(read(AXE));
        } else if ("true".equals(System.getenv("REFUND_REQUIRE_NODE"))) {
            throw new IllegalStateException("no " + AXE + " to judge pages with: npm ci --prefix mini-program/test");
        }
    }

    void looksRight(String name) {
        judged(name, axe);
        phone.resized(LARGE);
        judged(name + "-" + LARGE, false);
        phone.resized(SMALL);
        judged(name + "-" + SMALL, axe);
        phone.script(letters, LARGE_LETTERS);
        judged(name + "-" + SMALL + "-large-letters", false);
        phone.script(letters, 1);
        phone.resized(usual);
    }

    private void judged(String name, boolean byAxe) {
        phone.photograph(name);
        assertThat((List<?>) phone.script(ours)).as(name).isEmpty();
        if (byAxe) {
            assertThat((List<?>) phone.script(BY_AXE)).as("%s, by axe", name).isEmpty();
        }
    }

    private static String script(String name) {
        return read(Path.of("src/test/resources/browser", name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
