package org.cinemarefund.process.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Hands diagrams, forms and tables to the engine before anything runs. The engine's own way names them by where they
 * happen to lie, so that a form found from an exploded directory is lost in the jar; here the name is always
 * {@code folder/file}. A deployment is taken whole or not at all: forms are looked up beside their diagram, so a changed
 * form must bring a new version of the diagram along. The tables go apart, a new form is no reason for a new table.
 */
@Component
class Deployer implements SmartInitializingSingleton {
    private final RepositoryService repository;
    private final ResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

    Deployer(RepositoryService repository) {
        this.repository = repository;
    }

    @Override
    public void afterSingletonsInstantiated() {
        deploy("refund-approval", "processes/*.bpmn", "forms/*.html");
        deploy("refund-policy", "processes/*.dmn");
    }

    /** @param patterns the first names what there must be at least one of */
    private void deploy(String name, String... patterns) {
        try {
            if (found(patterns[0]).isEmpty()) {
                return;
            }
            var deployment = repository
                    .createDeployment()
                    .name(name)
                    .source("cinema-refund")
                    .enableDuplicateFiltering(false);
            for (String pattern : patterns) {
                for (var file : found(pattern).entrySet()) {
                    try (var content = file.getValue().getInputStream()) {
                        deployment.addInputStream(file.getKey(), content);
                    }
                }
            }
            deployment.deploy();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what " + name + " consists of", e);
        }
    }

    private Map<String, Resource> found(String pattern) throws IOException {
        var folder = pattern.substring(0, pattern.indexOf('/') + 1);
        var files = new TreeMap<String, Resource>(Comparator.naturalOrder());
        for (Resource file : resources.getResources("classpath*:" + pattern)) {
            files.putIfAbsent(folder + file.getFilename(), file);
        }
        return files;
    }
}
