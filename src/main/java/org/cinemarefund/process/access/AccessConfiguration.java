package org.cinemarefund.process.access;

import jakarta.servlet.Filter;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.process.engine.NodeVersions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * The way to the engine from outside, door by door. Matching is by path pattern on purpose: a matcher made from a plain
 * string is relative to Spring MVC and would leave {@code /engine-rest} open to everybody.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdministratorProperties.class)
class AccessConfiguration {
    private static final String REST = "/engine-rest/*";
    private static final String WEB = "/camunda/*";
    private static final String WEB_API = "/camunda/api/*";

    /** Where Spring Security stands in the line of filters. */
    private static final int SECURITY = -100;

    @Bean
    @Order(10)
    SecurityFilterChain engineRestChain(
            HttpSecurity http,
            EngineUsers users,
            PasswordDoor door,
            ObjectProvider<LoginAttempts> attempts,
            EngineAnswers answers)
            throws Exception {
        var passwords = new EnginePasswords(users, door, attempts, answers);
        var path = PathPatternRequestMatcher.withDefaults();
        return http.securityMatcher(path.matcher("/engine-rest/**"))
                .authenticationProvider(passwords)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(WebappHeaders.POLICY)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(basic -> basic.authenticationEntryPoint(passwords))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(passwords))
                .build();
    }

    /** Log-in, session, CSRF and headers there are the web applications' own, and would not survive a second hand. */
    @Bean
    @Order(11)
    SecurityFilterChain webApplicationsChain(HttpSecurity http) throws Exception {
        var path = PathPatternRequestMatcher.withDefaults();
        return http.securityMatcher(path.matcher("/camunda/**"))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                path.matcher("/camunda/api/admin/setup/**"),
                                path.matcher("/camunda/app/admin/{engine}/setup/**"))
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .build();
    }

    @Bean
    FilterRegistrationBean<Filter> setupDoor(EngineAnswers answers) {
        return registered(new SetupDoor(answers), Ordered.HIGHEST_PRECEDENCE + 100, "/*");
    }

    @Bean
    FilterRegistrationBean<Filter> lastResort(EngineAnswers answers) {
        return registered(new LastResort(answers), Ordered.HIGHEST_PRECEDENCE + 110, REST, WEB);
    }

    @Bean
    FilterRegistrationBean<Filter> loginFence(
            PasswordDoor door, ObjectProvider<LoginAttempts> attempts, EngineAnswers answers) {
        return registered(new LoginFence(door, attempts, answers), SECURITY - 10, WEB);
    }

    @Bean
    FilterRegistrationBean<Filter> webappHeaders() {
        return registered(new WebappHeaders(), Ordered.HIGHEST_PRECEDENCE + 90, WEB);
    }

    @Bean
    FilterRegistrationBean<Filter> sessionsEnd(WebappSession sessions) {
        return registered(new SessionsEnd(sessions), SECURITY - 30, WEB, REST);
    }

    @Bean
    FilterRegistrationBean<Filter> sessionAfterLogin(WebappCsrf csrf) {
        return registered(new SessionAfterLogin(csrf), SECURITY - 20, WEB);
    }

    @Bean
    FilterRegistrationBean<WebappCsrf> webappCsrfFilter(WebappCsrf csrf) {
        var registration = new FilterRegistrationBean<>(csrf);
        registration.setName(WebappCsrf.NAME);
        registration.addUrlPatterns("/camunda/app/*", WEB_API);
        registration.setOrder(SECURITY + 5);
        return registration;
    }

    @Bean
    WebappCsrf webappCsrf(EngineAnswers answers, Environment settings) {
        return new WebappCsrf(answers, settings.getProperty("refund.session.secret"), isForTls(settings));
    }

    /** Whatever the settings say: browsers take such a cookie over plain http from this very machine too. */
    @Bean
    ServletContextInitializer sessionCookie(Environment settings) {
        return application -> {
            application.getSessionCookieConfig().setHttpOnly(true);
            application.getSessionCookieConfig().setSecure(isForTls(settings));
        };
    }

    private static boolean isForTls(Environment settings) {
        return !settings.matchesProfiles("local");
    }

    @Bean
    FilterRegistrationBean<Filter> engineApiFence(
            WebappSession session,
            TaskRights rights,
            RepositoryService definitions,
            ObjectProvider<NodeVersions> versions,
            TaskComments comments,
            EngineAnswers answers) {
        var fence = new EngineApiFence(session, rights, definitions, versions, comments, answers);
        return registered(fence, SECURITY + 10, REST, WEB_API);
    }

    @Bean
    FilterRegistrationBean<Filter> questionFence(WebappSession session, EngineAnswers answers) {
        return registered(new QuestionFence(session, answers), SECURITY + 15, REST, WEB_API);
    }

    @Bean
    FilterRegistrationBean<Filter> engineAuthentication(IdentityService identity, EngineUsers users) {
        return registered(new EngineAuthentication(identity, users), SECURITY + 20, REST);
    }

    private static FilterRegistrationBean<Filter> registered(Filter filter, int order, String... paths) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setName(filter.getClass().getSimpleName());
        registration.addUrlPatterns(paths);
        registration.setOrder(order);
        return registration;
    }
}
