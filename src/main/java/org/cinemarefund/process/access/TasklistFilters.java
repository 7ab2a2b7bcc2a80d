package org.cinemarefund.process.access;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.springframework.context.MessageSource;

/**
 * The lists staff find in Tasklist, each for those it concerns. A list knows its tasks by what stands on the task itself: group,
 * kind, deadline and the marks of its description. Three of them are as old as the product and keep their names: a node of an
 * earlier version looks for these.
 */
final class TasklistFilters {
    /** Who may be shown a list. */
    enum Readers {
        REVIEWERS,
        SUPERVISORS,
        FINANCE
    }

    private static final String NOW = "${now()}";
    /** The next midnight in China, which is 16:00 in the zone of every node, UTC. */
    private static final String END_OF_TODAY = "${dateTime().plusHours(8).withTimeAtStartOfDay().plusHours(16)}";

    private static final String RED = "#a3122a";
    private static final String BLUE = "#1d5f94";
    private static final String GREY = "#22303d";

    private enum Kind {
        TO_REVIEW("to-review", 10, BLUE, Readers.REVIEWERS, Readers.SUPERVISORS),
        MINE("mine", 20, BLUE, Readers.REVIEWERS, Readers.SUPERVISORS, Readers.FINANCE),
        DUE_TODAY("due-today", 30, GREY, Readers.REVIEWERS, Readers.SUPERVISORS),
        OVERDUE("overdue", 40, RED, Readers.REVIEWERS, Readers.SUPERVISORS),
        SECOND_PERSON("second-person", 50, GREY, Readers.SUPERVISORS),
        APPEALS("appeals", 60, GREY, Readers.SUPERVISORS),
        CLAIMS("claims", 70, GREY, Readers.REVIEWERS, Readers.SUPERVISORS),
        SAMPLES("samples", 80, GREY, Readers.SUPERVISORS),
        REFUNDS("refunds", 11, BLUE, Readers.FINANCE),
        CONFIRMATIONS("confirmations", 90, GREY, Readers.FINANCE),
        ALARMS("alarms", 100, RED, Readers.FINANCE),
        BALANCE("balance", 110, GREY, Readers.FINANCE);

        private final String key;
        private final int priority;
        private final String color;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<Readers> readers;

        Kind(String key, int priority, String color, Readers first, Readers... others) {
            this.key = key;
            this.priority = priority;
            this.color = color;
            this.readers = EnumSet.of(first, others);
        }
    }

    private final FilterService filters;
    private final TaskService tasks;
    private final MessageSource texts;

    TasklistFilters(FilterService filters, TaskService tasks, MessageSource texts) {
        this.filters = filters;
        this.tasks = tasks;
        this.texts = texts;
    }

    /** Makes the lists, or brings them up to date; answers who may be shown each, by its id. */
    Map<String, Set<Readers>> ensure() {
        var ids = new LinkedHashMap<String, Set<Readers>>();
        var existing = existing();
        for (Kind kind : Kind.values()) {
            ids.put(ensure(kind, existing.get(text(kind.key))), kind.readers);
        }
        return ids;
    }

    /** The ids of those a reviewer may be shown; empty as long as nobody has made them. */
    List<String> ofReviewers() {
        var existing = existing();
        return EnumSet.allOf(Kind.class).stream()
                .filter(kind -> kind.readers.contains(Readers.REVIEWERS))
                .map(kind -> existing.get(text(kind.key)))
                .filter(filter -> filter != null)
                .map(Filter::getId)
                .toList();
    }

    private Map<String, Filter> existing() {
        return filters.createTaskFilterQuery().list().stream()
                .collect(Collectors.toMap(Filter::getName, Function.identity(), (one, another) -> one));
    }

    private TaskQuery query(Kind kind) {
        return switch (kind) {
            case TO_REVIEW -> reviews();
            case MINE -> tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}");
            case DUE_TODAY -> reviews().dueAfterExpression(NOW).dueBeforeExpression(END_OF_TODAY);
            case OVERDUE -> offered().dueBeforeExpression(NOW);
            case SECOND_PERSON -> marked("SECOND_PERSON");
            case APPEALS -> marked("APPEAL");
            case CLAIMS -> marked("CLAIM");
            case SAMPLES -> offered(RefundSampleProcess.Task.inspectSample);
            case REFUNDS -> offered(RefundProcess.Task.resolveRefund);
            case CONFIRMATIONS -> offered(RefundProcess.Task.confirmResolution);
            case ALARMS -> offered(SettlementAlarmProcess.Task.examineAlarm);
            case BALANCE -> offered(MerchantBalanceProcess.Task.topUpMerchantAccount);
        };
    }

    private TaskQuery reviews() {
        return offered(RefundProcess.Task.reviewRefund, RefundProcess.Task.supervisorReview);
    }

    /** Marks are written by the node that makes a task, in the language of those who read them. */
    private TaskQuery marked(String mark) {
        return reviews()
                .taskDescriptionLike("%" + texts.getMessage("mark." + mark, null, Locale.SIMPLIFIED_CHINESE) + "%");
    }

    private TaskQuery offered(Enum<?>... kinds) {
        var query = tasks.createTaskQuery()
                .taskCandidateGroupInExpression("${currentUserGroups()}")
                .includeAssignedTasks();
        return kinds.length == 0
                ? query
                : query.taskDefinitionKeyIn(
                        List.of(kinds).stream().map(Enum::name).toArray(String[]::new));
    }

    private String ensure(Kind kind, Filter existing) {
        var filter = existing == null ? filters.newTaskFilter(text(kind.key)) : existing;
        var properties = new LinkedHashMap<String, Object>();
        properties.put("description", text(kind.key + ".description"));
        properties.put("priority", kind.priority);
        properties.put("color", kind.color);
        properties.put("refresh", true);
        properties.put("showUndefinedVariable", false);
        filter.setQuery(
                query(kind).orderByDueDate().asc().orderByTaskCreateTime().asc());
        filter.setProperties(properties);
        return filters.saveFilter(filter).getId();
    }

    private String text(String key) {
        return texts.getMessage("tasklist.filter." + key, null, Locale.SIMPLIFIED_CHINESE);
    }
}
