package org.cinemarefund.operations.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The sections of {@code docs/operations.md} that failures lead to, out of the jar: the operator reads the text that belongs to
 * this very build, without another page to log in to. In Chinese they stand in {@code docs/operations.zh.md}, under the same
 * anchors.
 */
@Component
class Runbook {
    private static final Pattern SECTION = Pattern.compile("(?m)^### (?:<a id=\"([a-z-]+)\"></a>)?(.+)$");
    private static final Pattern NEXT = Pattern.compile("(?m)^#{1,3} ");

    private final Map<String, Section> english = sections("docs/operations.md");
    private final Map<String, Section> chinese = sections("docs/operations.zh.md");

    /** @param text Markdown: paragraphs and lists */
    record Section(String section, String title, String text) {}

    Optional<Section> section(String anchor, Locale locale) {
        var told = locale.getLanguage().equals("en") ? english : chinese;
        return Optional.ofNullable(told.get(anchor));
    }

    private static Map<String, Section> sections(String resource) {
        var text = text(resource);
        var sections = new LinkedHashMap<String, Section>();
        var heading = SECTION.matcher(text);
        while (heading.find()) {
            var title = heading.group(2).strip();
            var anchor = heading.group(1) == null ? anchor(title) : heading.group(1);
            var next = NEXT.matcher(text);
            var end = next.find(heading.end()) ? next.start() : text.length();
            sections.put(
                    anchor,
                    new Section(
                            anchor, title, text.substring(heading.end(), end).strip()));
        }
        return sections;
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{IsAlphabetic}\\d _-]", "")
                .replace(' ', '-');
    }

    private static String text(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the runbook is not in this jar", e);
        }
    }
}
