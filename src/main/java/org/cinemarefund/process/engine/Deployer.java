package org.cinemarefund.process.engine;

import static java.util.stream.Collectors.toMap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Hands diagrams and forms to the engine before anything runs. The engine's own way names them by where they
 * happen to lie, so that a form found from an exploded directory is lost in the jar; here the name is always
 * {@code folder/file}. A deployment is taken whole or not at all: forms are looked up beside their diagram, so a changed
 * form must bring a new version of the diagram along.
 *
 * <p>What was deployed before is found again however much came after it. The engine compares with the newest only: an older build,
 * started again while or after a newer one runs, would make its old diagrams the newest version for everybody. Then the node is
 * told which versions it runs: its own, and what is older and names nothing it lacks.
 */
@Component
class Deployer implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(Deployer.class);
    private static final String PROCESSES = "refund-approval";
    private static final Pattern BEAN =
            Pattern.compile("elegateExpression=[\"']\\$\\{(\\w+)}|\\$\\{!?(\\w+)\\.\\w+\\(");

    private final RepositoryService repository;
    private final ManagementService management;
    private final ObjectProvider<NodeVersions> versions;
    private final Predicate<String> beans;
    private final ResourcePatternResolver resources;

    @Autowired
    Deployer(
            RepositoryService repository,
            ManagementService management,
            ObjectProvider<NodeVersions> versions,
            ConfigurableListableBeanFactory beans) {
        this(
                repository,
                management,
                versions,
                new ProcessBeans(beans)::containsKey,
                new PathMatchingResourcePatternResolver());
    }

    /** @param beans whether there is one of that name for diagrams */
    Deployer(
            RepositoryService repository,
            ManagementService management,
            ObjectProvider<NodeVersions> versions,
            Predicate<String> beans,
            ResourcePatternResolver resources) {
        this.repository = repository;
        this.management = management;
        this.versions = versions;
        this.beans = beans;
        this.resources = resources;
    }

    @Override
    public void afterSingletonsInstantiated() {
        var own = deployed(PROCESSES, "processes/*.bpmn", "forms/*.html");
        own.ifPresent(this::tellTheNode);
    }

    /** @param patterns the first names what there must be at least one of */
    private Optional<String> deployed(String name, String... patterns) {
        try {
            if (found(patterns[0]).isEmpty()) {
                return Optional.empty();
            }
            var files = new TreeMap<String, byte[]>();
            for (String pattern : patterns) {
                for (var file : found(pattern).entrySet()) {
                    files.put(file.getKey(), file.getValue().getContentAsByteArray());
                }
            }
            return Optional.of(same(name, files).orElseGet(() -> deploy(name, files)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what " + name + " consists of", e);
        }
    }

    private Optional<String> same(String name, Map<String, byte[]> files) {
        return repository.createDeploymentQuery().deploymentName(name).orderByDeploymentTime().desc().list().stream()
                .map(deployment -> deployment.getId())
                .filter(text -> isSame(contents(text), files))
                .findFirst();
    }

    private Map<String, byte[]> contents(String deployment) {
        return repository.getDeploymentResources(deployment).stream()
                .collect(toMap(resource -> resource.getName(), resource -> ((ResourceEntity) resource).getBytes()));
    }

    private static boolean isSame(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }

    private String deploy(String name, Map<String, byte[]> files) {
        // Of two nodes that start at once the engine lets one deploy; the other finds the same.
        var deployment =
                repository.createDeployment().name(name).source("cinema-refund").enableDuplicateFiltering(false);
        files.forEach((file, content) -> deployment.addInputStream(file, new ByteArrayInputStream(content)));
        return deployment.deploy().getId();
    }

    private void tellTheNode(String ownDeployment) {
        var own = new HashMap<String, ProcessDefinition>();
        definitions(ownDeployment).forEach(definition -> own.put(definition.getKey(), definition));
        var known = new HashSet<String>();
        for (var deployment :
                repository.createDeploymentQuery().deploymentName(PROCESSES).list()) {
            var definitions = definitions(deployment.getId());
            if (deployment.getId().equals(ownDeployment)
                    || isOlder(definitions, own) && namesOnlyWhatIsHere(deployment.getId(), definitions)) {
                definitions.forEach(definition -> known.add(definition.getId()));
                management.registerDeploymentForJobExecutor(deployment.getId());
            }
        }
        var ownIds = new HashMap<String, String>();
        own.forEach((key, definition) -> ownIds.put(key, definition.getId()));
        versions.ifAvailable(versions -> versions.are(ownIds, known));
    }

    private List<ProcessDefinition> definitions(String deployment) {
        return repository
                .createProcessDefinitionQuery()
                .deploymentId(deployment)
                .list();
    }

    private static boolean isOlder(List<ProcessDefinition> definitions, Map<String, ProcessDefinition> own) {
        var shared = definitions.stream()
                .filter(definition -> own.containsKey(definition.getKey()))
                .toList();
        return !shared.isEmpty()
                && shared.stream()
                        .allMatch(definition -> definition.getVersion()
                                < own.get(definition.getKey()).getVersion());
    }

    private boolean namesOnlyWhatIsHere(String deployment, List<ProcessDefinition> definitions) {
        var missing = new TreeSet<String>();
        contents(deployment).forEach((file, content) -> {
            if (file.endsWith(".bpmn")) {
                var named = BEAN.matcher(new String(content, StandardCharsets.UTF_8));
                while (named.find()) {
                    var name = named.group(1) == null ? named.group(2) : named.group(1);
                    if (!beans.test(name)) {
                        missing.add(name);
                    }
                }
            }
        });
        if (!missing.isEmpty()) {
            log.warn(
                    "{} is not run by this node, which has no {}",
                    definitions.stream().map(ProcessDefinition::getId).toList(),
                    missing);
        }
        return missing.isEmpty();
    }

    private Map<String, Resource> found(String pattern) throws IOException {
        var folder = pattern.substring(0, pattern.indexOf('/') + 1);
        var files = new TreeMap<String, Resource>();
        for (Resource file : resources.getResources("classpath*:" + pattern)) {
            files.putIfAbsent(folder + file.getFilename(), file);
        }
        return files;
    }
}
