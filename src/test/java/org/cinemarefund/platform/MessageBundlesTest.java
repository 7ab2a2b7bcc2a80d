package org.cinemarefund.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Properties;
import java.util.stream.Stream;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both languages say everything. */
class MessageBundlesTest {
    private final Properties chinese = bundle("messages.properties");
    private final Properties english = bundle("messages_en.properties");

    @Test
    void both_languages_have_the_same_keys() {
        assertThat(english.stringPropertyNames()).isEqualTo(chinese.stringPropertyNames());
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void every_problem_has_a_text_in_both_languages(ProblemCode code) {
        assertThat(chinese.getProperty("problem." + code)).isNotBlank().matches("(?s).*\\p{IsHan}.*");
        assertThat(english.getProperty("problem." + code)).isNotBlank().doesNotMatch("(?s).*\\p{IsHan}.*");
    }

    @Test
    void every_text_takes_as_many_arguments_in_english_as_in_chinese() {
        assertThat(chinese.stringPropertyNames())
                .allSatisfy(key -> assertThat(arguments(english, key)).isEqualTo(arguments(chinese, key)));
    }

    @Test
    void no_text_is_blank() {
        Stream.of(chinese, english).forEach(bundle -> assertThat(bundle.stringPropertyNames())
                .allSatisfy(key -> assertThat(bundle.getProperty(key)).isNotBlank()));
    }

    private static int arguments(Properties bundle, String key) {
        return new MessageFormat(bundle.getProperty(key)).getFormatsByArgumentIndex().length;
    }

    private static Properties bundle(String name) {
        var properties = new Properties();
        try (var in = MessageBundlesTest.class.getResourceAsStream("/i18n/" + name)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
