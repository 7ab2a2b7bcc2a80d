package org.cinemarefund.notice.wechat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.cinemarefund.notice.NoticeKind;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the mini-program adapter together. A wrong setting stops the start with a sentence that names it. */
@Configuration(proxyBeanMethods = false)
class MiniProgramConfiguration {
    private static final String PREFIX = "refund.wechat.mini-program.";
    private static final Set<String> FIELDS =
            Set.of("applicationNo", "orderNo", "filmTitle", "refundAmount", "status", "time", "phone");
    /** As WeChat takes it: below the mini-program's root, without a slash in front. */
    private static final Pattern PAGE =
            Pattern.compile("[0-9A-Za-z_-]+(?:/[0-9A-Za-z_-]+)*(?:\\?(?:[0-9A-Za-z_.~%=&-]|\\{applicationNo})*)?");

    private static final int LONGEST_PAGE = 512;

    @Bean
    MiniProgramClient miniProgramClient(MiniProgramProperties settings, Clock clock, MeterRegistry meters) {
        var baseUrl = settings.baseUrl() == null
                ? null
                : HttpUrl.parse(settings.baseUrl().toString());
        if (baseUrl == null) {
            throw new IllegalStateException(PREFIX + "base-url is not an http(s) address");
        }
        return new MiniProgramClient(
                baseUrl,
                required("app-id", settings.appId()),
                required("secret", settings.secret()),
                templates(settings.templates()),
                page(settings.page()),
                MiniProgramClient.BUDGET,
                clock,
                meters);
    }

    /** Missing where none is set: then the message leads nowhere. */
    static @Nullable String page(String setting) {
        if (setting == null || setting.isBlank()) {
            return null;
        }
        var page = setting.strip();
        if (page.length() > LONGEST_PAGE || !PAGE.matcher(page).matches()) {
            throw new IllegalStateException(PREFIX + "page must be the path of a page of the mini-program, such as"
                    + " packageRefund/pages/detail/detail?no={applicationNo}");
        }
        return page;
    }

    /** A kind without an id has no template: its messages are not sent. */
    static Map<NoticeKind, MiniProgramProperties.Template> templates(
            Map<String, MiniProgramProperties.Template> settings) {
        var templates = new EnumMap<NoticeKind, MiniProgramProperties.Template>(NoticeKind.class);
        if (settings == null) {
            return templates;
        }
        settings.forEach((name, template) -> {
            var kind = kind(name);
            if (template == null || template.id() == null || template.id().isBlank()) {
                return;
            }
            var fields = template.fields() == null ? Map.<String, String>of() : template.fields();
            fields.forEach((key, field) -> {
                if (!FIELDS.contains(field)) {
                    throw new IllegalStateException(
                            PREFIX + "templates." + name + ".fields." + key + " must be one of " + FIELDS);
                }
            });
            templates.put(kind, new MiniProgramProperties.Template(template.id().strip(), Map.copyOf(fields)));
        });
        return templates;
    }

    /** {@code evidence-requested}, {@code evidenceRequested} or, from an environment variable, {@code evidencerequested}. */
    private static NoticeKind kind(String name) {
        for (var kind : NoticeKind.asked()) {
            if (squeezed(kind.name()).equals(squeezed(name))) {
                return kind;
            }
        }
        throw new IllegalStateException(PREFIX + "templates." + name + ": there is no such message");
    }

    private static String squeezed(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    private static String required(String setting, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(PREFIX + setting + " is not set");
        }
        return value;
    }
}
