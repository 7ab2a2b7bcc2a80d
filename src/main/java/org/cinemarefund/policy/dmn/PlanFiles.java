package org.cinemarefund.policy.dmn;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.shared.PropertiesFile;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The folder in which every plan lives as three files: {@code policy-<plan>.dmn} with the rules, and beside it
 * {@code policy-<plan>.zh.properties} and {@code .en.properties} with the clause of each rule ({@code rule.<ruleId>}); the
 * Chinese one, which is the one that is posted, also says since when ({@code validFrom}). {@code policy-common.*} holds
 * the clauses that lie over every plan. A plan is added by adding its files.
 */
final class PlanFiles {
    private static final String PREFIX = "policy-";
    private static final String TABLE = ".dmn";
    private static final String RULE = "rule.";
    private static final String VALID_FROM = "validFrom";

    /** What an application keeps of a clause. */
    private static final int LONGEST_CLAUSE = 2000;

    private final String folder;
    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
    private final DmnEngine engine;
    private final FeelEngine feel;

    /** @param folder a Spring resource location that ends in a slash, such as {@code classpath:processes/} */
    PlanFiles(String folder) {
        this.folder = folder;
        var configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        this.engine = configuration.buildEngine();
        this.feel = configuration.getFeelEngine();
    }

    /**
     * @throws InvalidPlan with a sentence when any of the files cannot be trusted
     */
    RefundPolicy policy() {
        var overEveryPlan = List.of(Deal.CINEMA_AT_FAULT, RefundPolicy.NOTHING_LEFT);
        return new RefundPolicy(plans(), clauses(PREFIX + "common", overEveryPlan, Set.of()));
    }

    List<DecisionTablePlan> plans() {
        var tables = tables();
        if (tables.isEmpty()) {
            throw new InvalidPlan(folder, "there is no refund plan in this folder");
        }
        return tables.stream().map(this::plan).toList();
    }

    private List<Resource> tables() {
        try {
            return Arrays.stream(resources.getResources(folder + PREFIX + "*" + TABLE))
                    .sorted(Comparator.comparing(Resource::getFilename))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DecisionTablePlan plan(Resource file) {
        var fileName = file.getFilename();
        var baseName = fileName.substring(0, fileName.length() - TABLE.length());
        var name = baseName.substring(PREFIX.length());
        var dmn = bytes(file);
        var table = TableInspection.of(fileName, name, dmn, feel);
        var decision = engine.parseDecision(name, new ByteArrayInputStream(dmn));
        var clauses = clauses(baseName, table.ruleIds(), Set.of(VALID_FROM));
        return new DecisionTablePlan(engine, decision, table, validFrom(baseName), clauses);
    }

    private Clauses clauses(String baseName, List<String> ruleIds, Set<String> otherKeys) {
        return new Clauses(texts(chinese(baseName), ruleIds, otherKeys), texts(english(baseName), ruleIds, Set.of()));
    }

    private Map<String, String> texts(String file, List<String> ruleIds, Set<String> otherKeys) {
        var entries = entries(file);
        var clauses = new LinkedHashMap<String, String>();
        for (var ruleId : ruleIds) {
            var text = entries.getOrDefault(RULE + ruleId, "");
            if (text.isBlank() || text.length() > LONGEST_CLAUSE) {
                throw new InvalidPlan(
                        file, "the rule " + ruleId + " needs a clause '" + RULE + ruleId + "' of 1 to 2000 characters");
            }
            clauses.put(ruleId, text);
        }
        refuseOthers(file, entries.keySet(), clauses.keySet(), otherKeys);
        return clauses;
    }

    private static void refuseOthers(
            String file, Collection<String> keys, Collection<String> ruleIds, Set<String> otherKeys) {
        var left = new HashSet<>(keys);
        left.removeAll(otherKeys);
        ruleIds.forEach(ruleId -> left.remove(RULE + ruleId));
        if (!left.isEmpty()) {
            throw new InvalidPlan(file, "nothing in the plan answers to " + left);
        }
    }

    private LocalDate validFrom(String baseName) {
        var file = chinese(baseName);
        var day = entries(file).getOrDefault(VALID_FROM, "");
        try {
            return LocalDate.parse(day);
        } catch (DateTimeException e) {
            throw new InvalidPlan(file, "'" + VALID_FROM + "' must be a day like 2026-01-01, not '" + day + "'", e);
        }
    }

    private Map<String, String> entries(String file) {
        var resource = resources.getResource(folder + file);
        if (!resource.exists()) {
            throw new InvalidPlan(file, "this file is missing; a plan has clauses in two languages beside its table");
        }
        try (var in = resource.getInputStream()) {
            return PropertiesFile.read(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidPlan(file, "this is no properties file in UTF-8: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Resource file) {
        try (var in = file.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chinese(String baseName) {
        return baseName + ".zh.properties";
    }

    private static String english(String baseName) {
        return baseName + ".en.properties";
    }
}
