package org.cinemarefund.identity.web;

import java.util.List;
import java.util.Optional;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers the {@link Moviegoer} they declare, or {@code Optional<Moviegoer>} where others may call too. */
@Configuration(proxyBeanMethods = false)
class CurrentMoviegoer implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.nestedIfOptional().getNestedParameterType() == Moviegoer.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest request,
            WebDataBinderFactory binders) {
        var current = Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(SessionAuthentication.class::isInstance)
                .map(authentication -> ((SessionAuthentication) authentication).getPrincipal());
        return parameter.getParameterType() == Optional.class
                ? current
                : current.orElseThrow(() -> new Problem(ProblemCode.UNAUTHENTICATED));
    }
}
