package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cinemarefund.testing.Texts;

/** Judges our own forms and pages on a desk's screen, where axe is installed. */
final class Axe {
    private static final Path SCRIPT = Path.of("mini-program/test/node_modules/axe-core/axe.min.js");

    private static final String SERIOUS = """
            return axe.run(document.querySelector('.refund-desk, .desk-page'), {resultTypes: ['violations']})
              .then(({violations}) => violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
                .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))""";

    private Axe() {}

    static void findsNothingSerious(Browser browser) {
        if (Files.exists(SCRIPT)) {
            browser.script(Texts.text(SCRIPT));
            assertThat((List<?>) browser.script(SERIOUS)).isEmpty();
        } else if ("true".equals(System.getenv("REFUND_REQUIRE_NODE"))) {
            throw new IllegalStateException("no " + SCRIPT + " to judge pages with: npm ci --prefix mini-program/test");
        }
    }
}
