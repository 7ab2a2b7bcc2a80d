package org.cinemarefund.identity.web;

import jakarta.servlet.DispatcherType;
import java.util.List;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.identity.MoviegoerRate;
import org.cinemarefund.identity.ServiceAccount;
import org.cinemarefund.platform.web.ProblemResponses;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may call what of ours. The engine's paths ({@code /engine-rest}, {@code /camunda}) come first and are looked after by the package
 * that speaks to the engine; whatever nobody has claimed ends in the last chain and does not exist.
 *
 * <p>Paths are matched by pattern against the whole path: a plain string would be taken relative to a servlet mapping, and with the
 * engine's servlet next to ours it would then match nothing.
 */
@Configuration(proxyBeanMethods = false)
class WebAccess {
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /** Open to anyone; a token that comes along is not even looked at, so that an expired one cannot stand in the way. */
    private static final RequestMatcher ANYONE = new OrRequestMatcher(
            PATHS.matcher(HttpMethod.POST, "/api/session"),
            // Every method and spelling: what is not a POST to the one path is told so, without a state of ours.
            PATHS.matcher("/api/wechat/**"),
            PATHS.matcher(HttpMethod.GET, "/api/refund-reasons"),
            PATHS.matcher(HttpMethod.GET, "/api/cinemas/{cinemaId}/refund-policy"));

    /** Shown to its owner by token or to a reviewer by the web applications' session: the controller decides. */
    private static final RequestMatcher EVIDENCE = PATHS.matcher(HttpMethod.GET, "/api/evidence/{id}");

    private final ProblemResponses problems;
    private final LoginAttempts attempts;

    WebAccess(ProblemResponses problems, LoginAttempts attempts) {
        this.problems = problems;
        this.attempts = attempts;
    }

    /** Staff come with the web applications' session and its own CSRF rule; both are checked by the desk's controllers. */
    /** A dozen of meters a request that nobody reads; http.server.requests counts what was refused as well. */
    @Bean
    static SecurityObservationSettings noObservationOfEachFilter() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(10)
    SecurityFilterChain desk(HttpSecurity http) throws Exception {
        return closed(http)
                .securityMatcher(PATHS.matcher("/api/desk/**"))
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(11)
    SecurityFilterChain moviegoers(HttpSecurity http, SessionTokens tokens, MoviegoerRate rate) throws Exception {
        return closed(http)
                .securityMatcher(PATHS.matcher("/api/**"))
                .oauth2ResourceServer(server -> server.bearerTokenResolver(bearerToken())
                        .authenticationEntryPoint(unauthenticated("Bearer"))
                        .accessDeniedHandler(answer(ProblemCode.FORBIDDEN))
                        .jwt(jwt -> jwt.decoder(tokens.decoder())
                                .jwtAuthenticationConverter(
                                        eachJwt -> new SessionAuthentication(new Moviegoer(eachJwt.getSubject())))))
                .addFilterAfter(new MoviegoerRateFilter(rate, problems), BearerTokenAuthenticationFilter.class)
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint(unauthenticated("Bearer"))
                        .accessDeniedHandler(answer(ProblemCode.FORBIDDEN)))
                .authorizeHttpRequests(calls -> calls.requestMatchers(ANYONE, EVIDENCE)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .build();
    }

    @Bean
    @Order(12)
    SecurityFilterChain orderSystem(HttpSecurity http, Environment settings) throws Exception {
        var login = login(account(settings, "refund.internal"), "cinema-refund internal", "ORDER_SYSTEM");
        return basic(closed(http), login)
                .securityMatcher(PATHS.matcher("/internal/**"))
                .authorizeHttpRequests(calls -> calls.anyRequest().authenticated())
                .build();
    }

    /** Without an account for the metrics they are not there, and nobody sees more of the health than its status. */
    @Bean
    @Order(13)
    SecurityFilterChain watching(HttpSecurity http, Environment settings) throws Exception {
        var account = account(settings, "refund.metrics");
        closed(http).securityMatcher(PATHS.matcher("/actuator/**")).authorizeHttpRequests(calls -> {
            calls.requestMatchers(
                            PATHS.matcher(HttpMethod.GET, "/actuator/health"),
                            PATHS.matcher(HttpMethod.HEAD, "/actuator/health"),
                            PATHS.matcher(HttpMethod.GET, "/actuator/health/**"))
                    .permitAll();
            if (account.isSetUp()) {
                calls.requestMatchers(PATHS.matcher(HttpMethod.GET, "/actuator/prometheus"))
                        .hasRole("OPERATOR");
            }
            calls.anyRequest().denyAll();
        });
        if (!account.isSetUp()) {
            return nothingHere(http).build();
        }
        var login = login(account, "cinema-refund metrics", "OPERATOR");
        var metrics = PATHS.matcher("/actuator/prometheus");
        return basic(http, login)
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint((request, response, failure) -> {
                            if (metrics.matches(request)) {
                                login.commence(request, response, failure);
                            } else {
                                problems.send(request, response, new Problem(ProblemCode.NOT_FOUND));
                            }
                        })
                        .accessDeniedHandler(answer(ProblemCode.NOT_FOUND)))
                .build();
    }

    @Bean
    @Order(14)
    @Profile("local")
    SecurityFilterChain apiDescription(HttpSecurity http) throws Exception {
        return closed(http)
                .securityMatcher(PATHS.matcher("/v3/api-docs/**"))
                .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        return nothingHere(closed(http))
                .authorizeHttpRequests(calls -> calls
                        // The container's way to the error page; asked for directly the page does not exist.
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    /** A path written so that two readers could understand it differently. */
    @Bean
    RequestRejectedHandler oddlyWrittenPathsDoNotExist() {
        return (request, response, rejected) -> problems.send(request, response, new Problem(ProblemCode.NOT_FOUND));
    }

    /** Keeps no state, starts no session, touches none that is there, redirects nowhere. */
    private static HttpSecurity closed(HttpSecurity http) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentTypeOptions(Customizer.withDefaults())
                        .cacheControl(Customizer.withDefaults())
                        .frameOptions(frame -> frame.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .contentSecurityPolicy(
                                csp -> csp.policyDirectives("default-src 'none'; frame-ancestors 'none'; sandbox")));
    }

    private static HttpSecurity basic(HttpSecurity http, ServiceAccountLogin login) throws Exception {
        return http.authenticationManager(new ProviderManager(List.of(login)))
                .httpBasic(basic -> basic.authenticationEntryPoint(login))
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint(login));
    }

    private HttpSecurity nothingHere(HttpSecurity http) throws Exception {
        return http.exceptionHandling(refusal -> refusal.authenticationEntryPoint((request, response, failure) ->
                        problems.send(request, response, new Problem(ProblemCode.NOT_FOUND)))
                .accessDeniedHandler(answer(ProblemCode.NOT_FOUND)));
    }

    private ServiceAccountLogin login(ServiceAccount account, String realm, String role) {
        return new ServiceAccountLogin(account, realm, role, attempts, problems);
    }

    private static ServiceAccount account(Environment settings, String prefix) {
        return new ServiceAccount(
                settings.getProperty(prefix + ".username"), settings.getProperty(prefix + ".password"));
    }

    private static BearerTokenResolver bearerToken() {
        var header = new DefaultBearerTokenResolver();
        return request -> {
            if (ANYONE.matches(request)) {
                return null;
            }
            var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
            if (authorization != null && authorization.length() > SessionTokens.LONGEST_TOKEN) {
                throw new OAuth2AuthenticationException(BearerTokenErrors.invalidToken("too long"));
            }
            return header.resolve(request);
        };
    }

    private AuthenticationEntryPoint unauthenticated(String scheme) {
        return (request, response, failure) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, scheme);
            problems.send(request, response, new Problem(ProblemCode.UNAUTHENTICATED));
        };
    }

    private AccessDeniedHandler answer(ProblemCode code) {
        return (request, response, failure) -> problems.send(request, response, new Problem(code));
    }
}
