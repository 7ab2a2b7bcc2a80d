package org.cinemarefund.platform.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Scripts, styles and texts of the web applications, the engine's and ours, as browsers should get them: four megabytes as one.
 * The engine's starter serves the same files unpacked and says nothing about keeping them, so that a browser may go on for days
 * with half of the pages of a former version.
 */
@Configuration(proxyBeanMethods = false)
class WebApplicationFiles {
    private static final String FILES = "META-INF/resources/webjars/camunda/";

    /** The engine's libraries; the pages ask for them with the engine's version. */
    @Bean
    ResourceHttpRequestHandler engineLibraries() {
        return files("lib/", CacheControl.maxAge(Duration.ofDays(30)));
    }

    /** Asked about at each visit: an answer without a body as long as they are the same. */
    @Bean
    ResourceHttpRequestHandler applicationFiles() {
        return files("app/", CacheControl.noCache());
    }

    private static ResourceHttpRequestHandler files(String folder, CacheControl kept) {
        var files = new ResourceHttpRequestHandler();
        files.setLocations(List.of(new ClassPathResource(FILES + folder)));
        files.setResourceResolvers(List.of(new PackedFiles(), new PathResourceResolver()));
        files.setEtagGenerator(PackedFiles::tag);
        files.setCacheControl(kept);
        return files;
    }

    @Bean
    SimpleUrlHandlerMapping filesOfWebApplications(
            @Qualifier("engineLibraries") ResourceHttpRequestHandler libraries,
            @Qualifier("applicationFiles") ResourceHttpRequestHandler applications) {
        return new SimpleUrlHandlerMapping(
                Map.of("/camunda/lib/**", libraries, "/camunda/app/**", applications), Ordered.HIGHEST_PRECEDENCE + 11);
    }
}
