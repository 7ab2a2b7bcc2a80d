package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our Chinese of the web applications beside the English they come with. */
class LocalesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern LATIN = Pattern.compile("[A-Za-z][A-Za-z-]{2,}");
    private static final Pattern MARKUP = Pattern.compile("<[^>]*>|&\\w+;|\\{\\{[^}]*}}|[yY]{4}-MM-dd'?T'?HH:mm:ss");

    /** Names and abbreviations that are the same in Chinese. */
    private static final Set<String> NAMES = Set.of(
            "Camunda", "LDAP", "JSON", "CSV", "Ctrl", "Optimize", "FNI", "EDE", "cockpit", "tasklist", "resolve");

    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "cockpit", "admin", "welcome"})
    void every_key_of_the_shipped_english_is_there_and_no_other(String application) throws IOException {
        var chinese = texts(application, "zh");
        var english = texts(application, "en");

        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        assertThat(chinese)
                .allSatisfy((key, text) -> assertThat(places(text)).as(key).isEqualTo(places(english.get(key))));
    }

    /** Much of Cockpit's English is about pages that this edition does not have. */
    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "admin", "welcome"})
    void nothing_is_left_in_english(String application) throws IOException {
        var left = new TreeMap<String, String>();
        texts(application, "zh").forEach((key, text) -> {
            var words = LATIN.matcher(MARKUP.matcher(text).replaceAll(" "))
                    .results()
                    .map(found -> found.group())
                    .filter(word -> !NAMES.contains(word))
                    .toList();
            if (!words.isEmpty() && !key.contains("longDateFormat") && !key.contains("calendar")) {
                left.put(key, text);
            }
        });

        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "cockpit", "admin"})
    void times_are_written_as_in_china(String application) throws IOException {
        assertThat(texts(application, "zh"))
                .containsEntry("/dateLocales/longDateFormat/LLL", "YYYY年M月D日 HH:mm")
                .containsEntry("/dateLocales/weekdays/0", "星期日")
                .containsEntry("/dateLocales/relativeTime/past", "%s前");
    }

    private static Map<String, String> texts(String application, String language) throws IOException {
        var path = "/META-INF/resources/webjars/camunda/app/" + application + "/locales/" + language + ".json";
        try (var in = LocalesTest.class.getResourceAsStream(path)) {
            // The shipped files begin with a byte order mark.
            var json = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\uFEFF", "");
            var texts = new TreeMap<String, String>();
            collect("", JSON.readTree(json), texts);
            return texts;
        }
    }

    private static void collect(String path, JsonNode node, Map<String, String> texts) {
        if (node.isObject()) {
            node.properties().forEach(each -> collect(path + "/" + each.getKey(), each.getValue(), texts));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), texts);
            }
        } else {
            texts.put(path, node.asText());
        }
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
