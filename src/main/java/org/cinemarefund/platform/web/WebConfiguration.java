package org.cinemarefund.platform.web;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.core.StandardHost;
import org.cinemarefund.platform.web.IncomingBody.Patience;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** What every call has in common before anybody looks at who is calling: language, size, shape of JSON. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    private static final int DEEPEST_JSON = 32;
    private static final int LONGEST_STRING = 64 * 1024;
    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_NUMBER = 100;

    /** Chinese unless the caller prefers English; there are no other texts. */
    @Bean
    LocaleResolver localeResolver() {
        var resolver = new AcceptHeaderLocaleResolver();
        resolver.setDefaultLocale(Locale.SIMPLIFIED_CHINESE);
        resolver.setSupportedLocales(List.of(Locale.SIMPLIFIED_CHINESE, Locale.CHINESE, Locale.ENGLISH));
        return resolver;
    }

    /** Behind the container's own valve that says whose the address is, where one is set. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesBeforeThreads() {
        return factory -> factory.addEngineValves(new BodyValve(new BodyPlaces(), Patience.USUAL, BodyRule::of));
    }

    @Bean
    FilterRegistrationBean<ClosedMethods> closedMethods() {
        var registration = new FilterRegistrationBean<>(new ClosedMethods());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BodyRefusalFilter> bodyRefusals(ProblemResponses problems, List<RefusalShape> shapes) {
        var registration = new FilterRegistrationBean<>(new BodyRefusalFilter(problems, shapes));
        // After the character encoding and the request's timer, before security and everybody else.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Bean
    Jackson2ObjectMapperBuilderCustomizer careful() {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST_JSON)
                .maxStringLength(LONGEST_STRING)
                .maxNameLength(LONGEST_NAME)
                .maxNumberLength(LONGEST_NUMBER)
                .build();
        return builder -> builder.postConfigurer(mapper -> {
            mapper.getFactory().setStreamReadConstraints(constraints);
            // A text is written as one: 007 and "007" are different order numbers.
            mapper.coercionConfigFor(LogicalType.Textual)
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        });
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcatToo() {
        return factory -> factory.addContextCustomizers(
                context -> ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemValve.class.getName()));
    }
}
