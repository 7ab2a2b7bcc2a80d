package org.cinemarefund.notice.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.cinemarefund.identity.LoginCodes;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.NoticeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class MiniProgramConfigurationTest {
    private static final String PREFIX = "refund.wechat.mini-program.";

    @Test
    void settings_become_templates_with_wechats_own_keys() {
        var settings = bind(Map.of(
                PREFIX + "templates.evidence-requested.id", "template-3",
                PREFIX + "templates.evidence-requested.fields.character_string1", "applicationNo",
                PREFIX + "templates.evidence-requested.fields.thing2", "filmTitle",
                PREFIX + "templates.credited.id", " "));

        var templates = MiniProgramConfiguration.templates(settings.templates());

        assertThat(templates).containsOnlyKeys(NoticeKind.EVIDENCE_REQUESTED);
        var template = templates.get(NoticeKind.EVIDENCE_REQUESTED);
        assertThat(template.id()).isEqualTo("template-3");
        assertThat(template.fields().keySet().stream().map(FieldType::wechatKey))
                .containsExactlyInAnyOrder("character_string1", "thing2");
    }

    @Test
    void environment_variables_do_as_well() {
        var settings = bindEnvironment(Map.of(
                "REFUND_WECHAT_MINIPROGRAM_TEMPLATES_EVIDENCEREQUESTED_ID", "template-3",
                "REFUND_WECHAT_MINIPROGRAM_TEMPLATES_EVIDENCEREQUESTED_FIELDS_CHARACTERSTRING1", "applicationNo"));

        var template = MiniProgramConfiguration.templates(settings.templates()).get(NoticeKind.EVIDENCE_REQUESTED);

        assertThat(template.id()).isEqualTo("template-3");
        assertThat(template.fields().keySet().stream().map(FieldType::wechatKey))
                .containsExactly("character_string1");
    }

    @Test
    void a_field_or_message_that_does_not_exist_is_named() {
        var field = bind(Map.of(
                PREFIX + "templates.credited.id", "template-1", PREFIX + "templates.credited.fields.thing1", "film"));
        assertThatThrownBy(() -> MiniProgramConfiguration.templates(field.templates()))
                .hasMessageStartingWith("refund.wechat.mini-program.templates.credited.fields.thing1 must be one of");

        var kind = bind(Map.of(PREFIX + "templates.paid.id", "template-1"));
        assertThatThrownBy(() -> MiniProgramConfiguration.templates(kind.templates()))
                .hasMessageStartingWith("refund.wechat.mini-program.templates.paid:");
    }

    @Test
    void complete_settings_make_a_message_channel_and_an_exchange_of_login_codes() {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(Clock.class, Clock::systemUTC);
            context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
            context.registerBean(
                    MiniProgramProperties.class,
                    () -> new MiniProgramProperties(
                            "wx1", "s", URI.create("https://api.weixin.qq.com"), Map.of(), null));
            context.register(MiniProgramConfiguration.class);
            context.refresh();

            assertThat(context.getBean(MessageChannel.class)).isSameAs(context.getBean(LoginCodes.class));
        }
    }

    @Test
    void a_missing_secret_is_named() {
        var settings = new MiniProgramProperties("wx1", "", URI.create("https://api.weixin.qq.com"), Map.of(), null);

        assertThatThrownBy(() -> new MiniProgramConfiguration()
                        .miniProgramClient(settings, Clock.systemUTC(), new SimpleMeterRegistry()))
                .hasMessage("refund.wechat.mini-program.secret is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "packageRefund/pages/detail/detail?no={applicationNo}",
                "pages/refund",
                "pages/index?from=refund&no={applicationNo}&x=%E5%BD%B1"
            })
    void a_message_leads_to_a_page_of_the_mini_program(String page) {
        assertThat(MiniProgramConfiguration.page(" " + page + " ")).isEqualTo(page);
        assertThat(bind(Map.of("refund.wechat.mini-program.page", page)).page()).isEqualTo(page);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pages/detail/detail",
                "https://cinema.example/detail?no={applicationNo}",
                "pages//detail",
                "pages/{applicationNo}",
                "pages/detail?no={orderNo}",
                "pages/detail?no={applicationNo} x",
                "pages/detail#x"
            })
    void what_is_no_page_is_refused_at_the_start(String page) {
        assertThatThrownBy(() -> MiniProgramConfiguration.page(page))
                .hasMessageStartingWith("refund.wechat.mini-program.page must be the path of a page");
    }

    @Test
    void without_a_page_a_message_leads_nowhere() {
        assertThat(MiniProgramConfiguration.page(null)).isNull();
        assertThat(MiniProgramConfiguration.page(" ")).isNull();
    }

    private static MiniProgramProperties bind(Map<String, Object> settings) {
        var sources = new MutablePropertySources();
        sources.addFirst(new MapPropertySource("settings", new HashMap<>(settings)));
        return bind(sources);
    }

    private static MiniProgramProperties bindEnvironment(Map<String, Object> variables) {
        var sources = new MutablePropertySources();
        sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", new HashMap<>(variables)));
        return bind(sources);
    }

    private static MiniProgramProperties bind(MutablePropertySources sources) {
        return new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("refund.wechat.mini-program", MiniProgramProperties.class);
    }
}
