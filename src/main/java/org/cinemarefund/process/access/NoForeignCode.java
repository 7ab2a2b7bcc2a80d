package org.cinemarefund.process.access;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.cinemarefund.process.names.Processes;

/**
 * What no call does, an administrator's included: processes, tables and forms come with the application, are taken away with it and are
 * evaluated by it alone, and only a refund is started from outside. A deployment runs things by itself, so who could deploy would
 * be the machine. An object in a variable is one of a class that the caller chose.
 */
final class NoForeignCode {
    private static final Pattern START = Pattern.compile("process-definition/(?:key/(?<key>[^/]+)|(?<id>[^/]+))/start");
    private static final Pattern TENANTS_START = Pattern.compile("process-definition/key/[^/]+/tenant-id/.+");

    private static final List<Pattern> NEVER = Stream.of(
                    "deployment(?:/.*)?",
                    "decision-(?:requirements-)?definition/.+/evaluate",
                    "condition",
                    "case-(?:definition|instance|execution)/.+/.+",
                    "process-definition/.+/restart(?:-async)?",
                    ".+/(?:variables|localVariables)/[^/]+/data")
            .map(Pattern::compile)
            .toList();
    private static final Pattern DEFINITION = Pattern.compile("process-definition(?:/.*)?");

    private NoForeignCode() {}

    /** @param call one that changes something */
    static boolean refuses(EngineCall call, RepositoryService definitions) {
        return NEVER.stream().anyMatch(path -> path.matcher(call.path()).matches())
                || call.is("DELETE", DEFINITION)
                || call.is("POST", DEFINITION) && isForeignStart(call.path(), definitions);
    }

    private static boolean isForeignStart(String path, RepositoryService definitions) {
        var start = START.matcher(path);
        if (!start.matches()) {
            return TENANTS_START.matcher(path).matches();
        }
        if (start.group("key") != null) {
            return !start.group("key").equals(Processes.STARTED_FROM_OUTSIDE);
        }
        var definition = definitions
                .createProcessDefinitionQuery()
                .processDefinitionId(start.group("id"))
                .singleResult();
        return definition != null && !definition.getKey().equals(Processes.STARTED_FROM_OUTSIDE);
    }
}
