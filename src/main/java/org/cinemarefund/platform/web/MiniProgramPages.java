package org.cinemarefund.platform.web;

import java.util.List;
import java.util.Map;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * The mini-program's pages in a phone browser: the very files that a cinema copies, and what shows them. In production they are
 * shown by WeChat, and nothing of this exists.
 */
@Configuration(proxyBeanMethods = false)
@Profile("local")
class MiniProgramPages {
    private static final String PATH = "/mini-program/";
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /** Scripts and styles of files only: nothing in a page becomes code, and nothing is fetched from or sent to anybody else. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    @Bean
    ResourceHttpRequestHandler miniProgramFiles() {
        var files = new ResourceHttpRequestHandler();
        files.setLocations(List.of(new ClassPathResource("mini-program/")));
        files.setCacheControl(CacheControl.noCache());
        files.setMediaTypes(Map.of("js", SCRIPT, "wxs", SCRIPT, "wxml", TEXT, "wxss", TEXT));
        return files;
    }

    @Bean
    SimpleUrlHandlerMapping miniProgram(@Qualifier("miniProgramFiles") ResourceHttpRequestHandler files) {
        HttpRequestHandler phone = (request, response) ->
                request.getRequestDispatcher(PATH + "phone/index.html").forward(request, response);
        HttpRequestHandler withSlash = (request, response) -> response.sendRedirect(PATH);
        return new SimpleUrlHandlerMapping(
                Map.of("/mini-program", withSlash, PATH, phone, PATH + "**", files), Ordered.HIGHEST_PRECEDENCE + 10);
    }

    @Bean
    @Order(15)
    SecurityFilterChain miniProgramReaders(HttpSecurity http, ProblemResponses problems) throws Exception {
        return http.securityMatcher(PATHS.matcher("/mini-program/**"))
                .csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.defaultsDisabled()
                        .contentTypeOptions(Customizer.withDefaults())
                        .frameOptions(frame -> frame.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .contentSecurityPolicy(csp -> csp.policyDirectives(POLICY)))
                .authorizeHttpRequests(calls -> calls.requestMatchers(
                                PATHS.matcher(HttpMethod.GET, "/mini-program/**"),
                                PATHS.matcher(HttpMethod.HEAD, "/mini-program/**"))
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint((request, response, failure) ->
                        problems.send(request, response, new Problem(ProblemCode.NOT_FOUND))))
                .build();
    }
}
