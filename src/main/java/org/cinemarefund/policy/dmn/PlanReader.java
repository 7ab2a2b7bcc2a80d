package org.cinemarefund.policy.dmn;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Finding;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.PropertiesFile;

/**
 * Makes a plan of its three texts, the rules and the clause of each rule ({@code rule.<ruleId>}) in two languages; the Chinese one,
 * which is the one that is posted, also says since when ({@code validFrom}).
 */
public final class PlanReader {
    private static final String RULE = "rule.";
    private static final String VALID_FROM = "validFrom";

    /** What an application keeps of a clause. */
    private static final int LONGEST_CLAUSE = 2000;

    private final DmnEngine engine;
    private final FeelEngine feel;

    public PlanReader() {
        var configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        this.engine = configuration.buildEngine();
        this.feel = configuration.getFeelEngine();
    }

    /**
     * @param plan empty where there is an error among the findings
     * @param version as the table says it; null where it does not
     */
    public record Reading(Optional<RefundPlan> plan, String version, List<Finding> findings) {

        Optional<String> complaint() {
            return findings.stream().filter(Finding::isError).findFirst().map(Finding::toString);
        }
    }

    /** What the three texts are called when something is said about them. */
    public record Names(String table, String chinese, String english) {
        static Names of(String baseName) {
            return new Names(baseName + ".dmn", PlanReader.chinese(baseName), PlanReader.english(baseName));
        }
    }

    /** What people wrote, looked at as a whole. */
    Reading read(PlanFiles.Found file) {
        return read(Names.of(file.baseName()), file.source(), true);
    }

    /** The same of a draft that lies nowhere. */
    public Reading read(Names names, PlanSource source) {
        return read(names, source, true);
    }

    /** What was taken once is not looked at as a whole any more: what was in force is counted with for ever. */
    Reading again(PlanSource source) {
        return read(Names.of("policy-" + source.plan() + "@" + source.version()), source, false);
    }

    /** What nobody thought of is a complaint about these files, and no reason to do without all the others. */
    private Reading read(Names names, PlanSource source, boolean whole) {
        var findings = new Findings();
        try {
            return read(names, source, whole, findings);
        } catch (RuntimeException | StackOverflowError e) {
            findings.error("NOT_TAKEN", names.table(), "the engine does not take this table: " + e, e.toString());
            return new Reading(Optional.empty(), null, findings.list());
        }
    }

    private Reading read(Names names, PlanSource source, boolean whole, Findings findings) {
        var file = names.table();
        if (source.table().contains("<!DOCTYPE")) {
            findings.error("NO_DMN", file, "this is no DMN file: it declares a document type", "DOCTYPE");
            return new Reading(Optional.empty(), null, findings.list());
        }
        var ruleIds = new LinkedHashSet<String>();
        var table = TableInspection.of(file, source.plan(), source.table(), feel, findings, ruleIds);
        var chinese = entries(names.chinese(), source.chinese(), findings);
        var english = entries(names.english(), source.english(), findings);
        var validFrom = validFrom(names.chinese(), chinese, findings);
        var clauses = new Clauses(
                texts(names.chinese(), chinese, ruleIds, Set.of(VALID_FROM), findings),
                texts(names.english(), english, ruleIds, Set.of(), findings));
        if (table.isEmpty()) {
            return new Reading(Optional.empty(), null, findings.list());
        }
        var read = table.get();
        findings.require(
                source.version() == null || source.version().equals(read.version()),
                "VERSION_TAG",
                file,
                "the camunda:versionTag is '" + read.version() + "', but the file's name says '" + source.version()
                        + "'",
                read.version(),
                String.valueOf(source.version()));
        if (whole) {
            TableStudy.of(file, read, findings);
        }
        if (!findings.withoutErrors()) {
            return new Reading(Optional.empty(), read.version(), findings.list());
        }
        var decision = engine.parseDecision(
                read.plan(), new ByteArrayInputStream(source.table().getBytes(StandardCharsets.UTF_8)));
        var plan = new DecisionTablePlan(engine, decision, read, validFrom, clauses);
        return new Reading(Optional.of(plan), read.version(), findings.list());
    }

    /** The clauses that lie over every plan. */
    static Clauses common(String baseName, String chinese, String english, List<String> ruleIds) {
        var findings = new Findings();
        var zh = entries(chinese(baseName), chinese, findings);
        var en = entries(english(baseName), english, findings);
        var clauses = new Clauses(
                texts(chinese(baseName), zh, ruleIds, Set.of(), findings),
                texts(english(baseName), en, ruleIds, Set.of(), findings));
        findings.list().stream().findFirst().ifPresent(finding -> {
            throw new InvalidPlan(finding.where(), finding.text());
        });
        return clauses;
    }

    /** Where no row could be read, nothing can be said of them either. */
    private static Map<String, String> texts(
            String file,
            Map<String, String> entries,
            Collection<String> ruleIds,
            Set<String> otherKeys,
            Findings findings) {
        var clauses = new LinkedHashMap<String, String>();
        for (var ruleId : ruleIds) {
            var text = entries.getOrDefault(RULE + ruleId, "");
            findings.require(
                    !text.isBlank() && text.length() <= LONGEST_CLAUSE,
                    "CLAUSE",
                    file,
                    "the rule " + ruleId + " needs a clause '" + RULE + ruleId + "' of 1 to 2000 characters",
                    ruleId);
            clauses.put(ruleId, text);
        }
        if (!ruleIds.isEmpty()) {
            refuseOthers(file, entries.keySet(), clauses.keySet(), otherKeys, findings);
        }
        return clauses;
    }

    private static void refuseOthers(
            String file,
            Collection<String> keys,
            Collection<String> ruleIds,
            Set<String> otherKeys,
            Findings findings) {
        var left = new HashSet<>(keys);
        left.removeAll(otherKeys);
        ruleIds.forEach(ruleId -> left.remove(RULE + ruleId));
        findings.require(
                left.isEmpty(), "CLAUSE_WITHOUT_RULE", file, "nothing in the plan answers to " + left, left.toString());
    }

    /** A day in China, or an instant. Null where it is neither. */
    private static Instant validFrom(String file, Map<String, String> entries, Findings findings) {
        var told = entries.getOrDefault(VALID_FROM, "");
        try {
            return ChinaTime.start(LocalDate.parse(told));
        } catch (DateTimeException noDay) {
            try {
                return OffsetDateTime.parse(told).toInstant();
            } catch (DateTimeException noInstant) {
                findings.error(
                        "VALID_FROM",
                        file,
                        "'" + VALID_FROM + "' must be a day like 2026-01-01 or an instant like"
                                + " 2026-01-01T06:00:00+08:00, not '" + told + "'",
                        told);
                return null;
            }
        }
    }

    private static Map<String, String> entries(String file, String text, Findings findings) {
        if (text == null) {
            findings.error(
                    "NO_FILE", file, "this file is missing; a plan has clauses in two languages beside its table");
            return Map.of();
        }
        try {
            return PropertiesFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            findings.error(
                    "NO_PROPERTIES",
                    file,
                    "this is no properties file in UTF-8: " + e.getMessage(),
                    String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    static String chinese(String baseName) {
        return baseName + ".zh.properties";
    }

    static String english(String baseName) {
        return baseName + ".en.properties";
    }
}
