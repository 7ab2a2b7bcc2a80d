package org.cinemarefund.process.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.cinemarefund.process.names.Words;
import org.springframework.context.MessageSource;

/**
 * The lists staff find in Tasklist. A card can show only what the task itself carries, as reviewers have no right to read
 * the process: orderNo, refundYuan, showTime and filmTitle are copies made when the task is made.
 */
final class TasklistFilters {
    private static final List<String> ON_THE_CARD =
            List.of(Words.ORDER_NO, Words.REFUND_YUAN, Words.SHOW_TIME, Words.FILM_TITLE);

    private final FilterService filters;
    private final TaskService tasks;
    private final MessageSource texts;

    TasklistFilters(FilterService filters, TaskService tasks, MessageSource texts) {
        this.filters = filters;
        this.tasks = tasks;
        this.texts = texts;
    }

    /** Makes the lists, or brings them up to date; answers their ids. */
    List<String> ensure() {
        var ids = new ArrayList<String>();
        ids.add(ensure("to-review", 10, "#b5152b", offered()));
        ids.add(ensure(
                "mine", 20, "#1f6f4a", byDueDate(tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}"))));
        ids.add(ensure("overdue", 30, "#d9822b", offered().dueBeforeExpression("${now()}")));
        return ids;
    }

    /** Empty as long as nobody has made the lists. */
    List<String> existing() {
        return List.of("to-review", "mine", "overdue").stream()
                .map(list -> find(text("tasklist.filter." + list)))
                .flatMap(List::stream)
                .map(Filter::getId)
                .toList();
    }

    private TaskQuery offered() {
        return byDueDate(tasks.createTaskQuery()
                .taskCandidateGroupInExpression("${currentUserGroups()}")
                .includeAssignedTasks());
    }

    private static TaskQuery byDueDate(TaskQuery query) {
        return query.orderByDueDate().asc().orderByTaskCreateTime().asc();
    }

    private String ensure(String list, int priority, String color, TaskQuery query) {
        var name = text("tasklist.filter." + list);
        var filter = find(name).stream().findFirst().orElseGet(() -> filters.newTaskFilter(name));
        var properties = new LinkedHashMap<String, Object>();
        properties.put("description", text("tasklist.filter." + list + ".description"));
        properties.put("priority", priority);
        properties.put("color", color);
        properties.put("refresh", true);
        properties.put("showUndefinedVariable", false);
        properties.put(
                "variables",
                ON_THE_CARD.stream()
                        .map(variable -> Map.of("name", variable, "label", text("tasklist.card." + variable)))
                        .toList());
        filter.setQuery(query);
        filter.setProperties(properties);
        return filters.saveFilter(filter).getId();
    }

    private List<Filter> find(String name) {
        return filters.createTaskFilterQuery().filterName(name).list();
    }

    private String text(String key) {
        return texts.getMessage(key, null, Locale.SIMPLIFIED_CHINESE);
    }
}
