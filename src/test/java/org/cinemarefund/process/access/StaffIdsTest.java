package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Locale;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.cinemarefund.shared.UserId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.ClassPathResource;

/** Which ids the engine takes under the product's settings, and what is said of the others. */
class StaffIdsTest {
    private static String pattern;
    private static ProcessEngine engine;

    @BeforeAll
    static void start() {
        var settings = new YamlPropertiesFactoryBean();
        settings.setResources(new ClassPathResource("application.yaml"));
        pattern = settings.getObject()
                .getProperty("camunda.bpm.generic-properties.properties.general-resource-whitelist-pattern");
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("staff-ids");
        configuration.setJdbcUrl("jdbc:h2:mem:staff-ids;DB_CLOSE_DELAY=-1");
        configuration.setHistory("none");
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setGeneralResourceWhitelistPattern(pattern);
        engine = configuration.buildProcessEngine();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void the_engine_and_our_own_doors_have_one_rule() {
        assertThat(pattern).isEqualTo(UserId.FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zhang.san", "zhang.san@sz-film.example", "Z_3", "0", "-.@_"})
    void a_work_address_is_an_id(String id) {
        save(id);

        assertThat(UserId.fits(id)).isTrue();
        assertThat(engine.getIdentityService().createUserQuery().userId(id).count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"张三", "zhang san", "zhang/san", "o'hara", "a\nb", "*"})
    void any_other_is_refused_with_the_rule_in_both_languages(String id) {
        var refusal = CallersMistakes.of(catchThrowable(() -> save(id))).orElseThrow();

        assertThat(UserId.fits(id)).isFalse();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(said(refusal, Locale.SIMPLIFIED_CHINESE))
                .startsWith("INVALID_REQUEST")
                .contains("[userId]", "1 到 64 个英文字母、数字和 _ . @ -");
        assertThat(said(refusal, Locale.ENGLISH)).contains("[userId]", "1 to 64", "letters A to Z, digits and _ . @ -");
    }

    @Test
    void a_group_is_refused_like_a_user() {
        var group = engine.getIdentityService().newGroup("审核组");
        var refusal = CallersMistakes.of(
                        catchThrowable(() -> engine.getIdentityService().saveGroup(group)))
                .orElseThrow();

        assertThat(said(refusal, Locale.ENGLISH)).contains("[groupId]", "letters A to Z");
    }

    private static void save(String id) {
        var user = engine.getIdentityService().newUser(id);
        user.setPassword("Popcorn-4-all!");
        engine.getIdentityService().saveUser(user);
    }

    private static String said(CallersMistakes.Refusal refusal, Locale locale) {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return (String) new EngineAnswers(texts).body(refusal.problem(), locale).get("message");
    }
}
