package org.cinemarefund.identity.web;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.cinemarefund.identity.Moviegoer;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Keeps the {@link Moviegoer} out of the described contract: it comes from the session, never from the caller's parameters. */
@Profile("local")
@Configuration(proxyBeanMethods = false)
class MoviegoerDescription {

    @Bean
    GlobalOperationCustomizer withoutMoviegoer() {
        return (operation, handler) -> {
            var names = Arrays.stream(handler.getMethodParameters())
                    .filter(parameter -> parameter.nestedIfOptional().getNestedParameterType() == Moviegoer.class)
                    .map(parameter -> parameter.getParameter().getName())
                    .collect(Collectors.toSet());
            if (operation.getParameters() != null) {
                operation.getParameters().removeIf(parameter -> names.contains(parameter.getName()));
            }
            return operation;
        };
    }

    @Bean
    GlobalOpenApiCustomizer withoutMoviegoersSchema() {
        return api -> {
            if (api.getComponents().getSchemas() != null) {
                api.getComponents().getSchemas().remove(Moviegoer.class.getSimpleName());
            }
        };
    }
}
