package org.cinemarefund.scenario;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.scenario.AccessMatrix.Role;
import org.cinemarefund.scenario.RestOperations.Operation;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The ids a caller of the access matrix writes into paths and bodies. Everybody aims at a refund that lives; what an
 * administrator could break for everybody (definitions, deployments, groups, lists) is aimed at things made to be thrown away.
 */
final class MatrixWorld {
    static final String THROWAWAY = "mx-throwaway";

    private static final String PLAN = "shenzhen-tiers";

    /** How the list of one's own tasks is told from the others. */
    private static final int MINE = 20;

    private static final AtomicInteger FRESH = new AtomicInteger();

    private final ProcessEngine engine;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> throwaway = new HashMap<>();

    /** @param own the caller's account */
    MatrixWorld(ProcessEngine engine, String own) {
        this.engine = engine;
        ids.put("own", own);
        ids.put("engine", "default");
        ids.put("appName", "tasklist");
        ids.put("metric", "activity-instance-start");
        ids.put("message", "ApplicationWithdrawn");
    }

    String id(String name) {
        return name.equals("fresh") ? "mx-fresh-" + FRESH.incrementAndGet() : ids.getOrDefault(name, "none");
    }

    void put(String name, String id) {
        ids.put(name, id);
    }

    /** Aims at the refund whose open task this is, with everything that hangs on it. */
    void aimAt(String taskId) {
        var task = engine.getTaskService().createTaskQuery().taskId(taskId).singleResult();
        var instance = task.getProcessInstanceId();
        ids.put("task", taskId);
        ids.put("instance", instance);
        ids.put("execution", task.getExecutionId());
        ids.put("activity", task.getTaskDefinitionKey());
        ids.put("definition", task.getProcessDefinitionId());
        var job = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance)
                .listPage(0, 1);
        if (!job.isEmpty()) {
            ids.put("job", job.get(0).getId());
            ids.put("jobDefinition", job.get(0).getJobDefinitionId());
            engine.getManagementService().setJobRetries(job.get(0).getId(), 0);
        }
        engine.getRuntimeService().createIncidentQuery().processInstanceId(instance).list().stream()
                .findFirst()
                .ifPresent(incident -> ids.put("incident", incident.getId()));
        // As tasks made by an older version have it.
        engine.getTaskService().setVariableLocal(taskId, "orderNo", "mx");
        ids.put("taskVariable", "orderNo");
        engine.getRuntimeService()
                .createVariableInstanceQuery()
                .executionIdIn(instance)
                .listPage(0, 1)
                .forEach(variableInstance -> {
                    ids.put("variable", variableInstance.getId());
                    ids.put("instanceVariable", variableInstance.getName());
                });
        engine.getTaskService().getIdentityLinksForTask(taskId).stream()
                .filter(link -> link.getGroupId() != null)
                .findFirst()
                .ifPresent(link -> ids.put("taskGroup", link.getGroupId()));
        ids.put(
                "comment",
                engine.getTaskService().createComment(taskId, instance, "mx").getId());
        ids.put(
                "attachment",
                engine.getTaskService()
                        .createAttachment(
                                "text/plain", taskId, instance, "mx", "mx", new ByteArrayInputStream(new byte[] {1}))
                        .getId());
        var history = engine.getHistoryService();
        // Of what an instance holds while it lives nothing is remembered; of an answer this is.
        var answered = task.getTaskDefinitionKey().equals(RefundProcess.Task.resolveRefund.name())
                ? Words.ACTION
                : Words.DECISION;
        engine.getRuntimeService().setVariable(instance, answered, "mx");
        history.createHistoricActivityInstanceQuery()
                .processInstanceId(instance)
                .listPage(0, 1)
                .forEach(historicActivityInstance -> ids.put("activityInstance", historicActivityInstance.getId()));
        history.createHistoricVariableInstanceQuery()
                .processInstanceId(instance)
                .listPage(0, 1)
                .forEach(historicVariableInstance -> ids.put("historicVariable", historicVariableInstance.getId()));
        history.createUserOperationLogQuery()
                .processInstanceId(instance)
                .listPage(0, 1)
                .forEach(entry -> ids.put("operation", entry.getOperationId()));
        history.createHistoricDecisionInstanceQuery()
                .listPage(0, 1)
                .forEach(historicDecisionInstance -> ids.put("decisionInstance", historicDecisionInstance.getId()));
        // No log of a job: only failures are kept, nothing of ours fails, and another test's may be gone in a moment.
        history.createHistoricDetailQuery().listPage(0, 1).forEach(detail -> ids.put("detail", detail.getId()));
    }

    /** What stands once for all: definitions, lists, groups. */
    void aimAtTheHouse(String group) {
        ids.put("group", group);
        var repository = engine.getRepositoryService();
        var definition = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .latestVersion()
                .singleResult();
        ids.put("definition", definition.getId());
        ids.put("key", RefundProcess.KEY);
        ids.put("deployment", definition.getDeploymentId());
        ids.put(
                "resource",
                repository
                        .getDeploymentResources(definition.getDeploymentId())
                        .get(0)
                        .getId());
        repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(PLAN)
                .latestVersion()
                .listPage(0, 1)
                .forEach(decisionDefinition -> {
                    ids.put("decision", decisionDefinition.getId());
                    ids.put("decisionKey", decisionDefinition.getKey());
                });
        repository
                .createDecisionRequirementsDefinitionQuery()
                .latestVersion()
                .listPage(0, 1)
                .forEach(decisionRequirementsDefinition -> {
                    ids.put("requirements", decisionRequirementsDefinition.getId());
                    ids.put("requirementsKey", decisionRequirementsDefinition.getKey());
                });
        engine.getFilterService().createTaskFilterQuery().list().stream()
                .filter(filter ->
                        Integer.valueOf(MINE).equals(filter.getProperties().get("priority")))
                .findFirst()
                .ifPresent(filter -> ids.put("filter", filter.getId()));
        engine.getAuthorizationService()
                .createAuthorizationQuery()
                .groupIdIn(group)
                .listPage(0, 1)
                .forEach(authorization -> ids.put("authorization", authorization.getId()));
    }

    /** Makes everything anew that is there to be broken. */
    void throwAway() {
        var name = "mx-" + FRESH.incrementAndGet();
        var model = Bpmn.createExecutableProcess(THROWAWAY)
                .camundaHistoryTimeToLive(180)
                .startEvent("begin")
                .parallelGateway("both")
                .userTask("look")
                .endEvent()
                .moveToNode("both")
                .userTask("later")
                .camundaAsyncBefore()
                .endEvent()
                .done();
        var deployment = engine.getRepositoryService()
                .createDeployment()
                .name(name)
                .addModelInstance(name + ".bpmn", model)
                .addString(name + ".dmn", DECISION)
                .deployWithResult();
        var instance =
                engine.getRuntimeService().startProcessInstanceByKey(THROWAWAY, Map.<String, Object>of("v", "x"));
        var definition = instance.getProcessDefinitionId();
        throwaway.clear();
        throwaway.put("deployment", deployment.getId());
        throwaway.put(
                "resource",
                engine.getRepositoryService()
                        .getDeploymentResources(deployment.getId())
                        .get(0)
                        .getId());
        throwaway.put("definition", definition);
        throwaway.put("key", THROWAWAY);
        throwaway.put("instance", instance.getId());
        throwaway.put("activity", "look");
        var decision = deployment.getDeployedDecisionDefinitions().get(0);
        throwaway.put("decision", decision.getId());
        throwaway.put("decisionKey", decision.getKey());
        var job = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance.getId())
                .singleResult();
        throwaway.put("job", job.getId());
        throwaway.put("jobDefinition", job.getJobDefinitionId());
        throwaway.put(
                "batch",
                engine.getManagementService()
                        .setJobRetriesAsync(java.util.List.of(job.getId()), 3)
                        .getId());
        engine.getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instance.getId())
                .listPage(0, 1)
                .forEach(historicActivityInstance ->
                        throwaway.put("activityInstance", historicActivityInstance.getId()));
        engine.getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(instance.getId())
                .listPage(0, 1)
                .forEach(historicVariableInstance ->
                        throwaway.put("historicVariable", historicVariableInstance.getId()));

        var identity = engine.getIdentityService();
        var user = identity.newUser(name);
        user.setPassword("Popcorn-4-all!");
        identity.saveUser(user);
        identity.saveGroup(identity.newGroup(name));
        identity.saveTenant(identity.newTenant(name));
        throwaway.put("user", name);
        throwaway.put("group", name);
        throwaway.put("tenant", name);
        var authorization = engine.getAuthorizationService()
                .createNewAuthorization(org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT);
        authorization.setGroupId(name);
        authorization.setResource(org.camunda.bpm.engine.authorization.Resources.DASHBOARD);
        authorization.setResourceId(name);
        engine.getAuthorizationService().saveAuthorization(authorization);
        throwaway.put("authorization", authorization.getId());
        var filter = engine.getFilterService().newTaskFilter(name);
        engine.getFilterService().saveFilter(filter);
        throwaway.put("filter", filter.getId());
        throwaway.put("throwawayDefinition", definition);
        throwaway.put("throwawayKey", THROWAWAY);
        throwAwayWith(this);
    }

    /** Aims at what the other made to be thrown away. */
    void throwAwayWith(MatrixWorld other) {
        throwaway.putAll(other.throwaway);
        for (var once : new String[] {"batch", "user", "tenant", "throwawayDefinition", "throwawayKey"}) {
            ids.put(once, throwaway.getOrDefault(once, "none"));
        }
    }

    /** Whether the refund still stands as it was made, with everything that hangs on it. */
    boolean isWhole() {
        return areThere(
                ids,
                Map.of(
                        "instance", "act_ru_execution where suspension_state_ = 1 and id_ = ?",
                        "task", "act_ru_task where id_ = ?",
                        "job", "act_ru_job where id_ = ?",
                        "incident", "act_ru_incident where id_ = ?",
                        "comment", "act_hi_comment where id_ = ?",
                        "attachment", "act_hi_attachment where id_ = ?",
                        "variable", "act_ru_variable where id_ = ?"));
    }

    /** Whether what there is to be broken does. */
    boolean isThrowawayWhole() {
        return areThere(
                throwaway,
                Map.of(
                        "instance", "act_ru_execution where suspension_state_ = 1 and id_ = ?",
                        "deployment", "act_re_deployment where id_ = ?",
                        "job", "act_ru_job where id_ = ?",
                        "batch", "act_ru_batch where id_ = ?",
                        "user", "act_id_user where id_ = ?",
                        "group", "act_id_group where id_ = ?",
                        "tenant", "act_id_tenant where id_ = ?",
                        "authorization", "act_ru_authorization where id_ = ?",
                        "filter", "act_ru_filter where id_ = ?"));
    }

    /** In one question, for it is asked after everything anybody did. */
    private boolean areThere(Map<String, String> known, Map<String, String> rows) {
        var names = rows.keySet().stream().filter(known::containsKey).toList();
        var counts = names.stream()
                .map(name -> "(select count(*) from " + rows.get(name) + ")")
                .collect(Collectors.joining(" + "));
        return JdbcClient.create(engine.getProcessEngineConfiguration().getDataSource())
                        .sql("select " + counts)
                        .params(names.stream().map(known::get).toList())
                        .query(Integer.class)
                        .single()
                == names.size();
    }

    /** The path with ids in it. */
    String path(Operation operation, Role role) {
        var text = new StringBuilder();
        var matcher = java.util.regex.Pattern.compile("\\{([^}]+)}").matcher(operation.path());
        while (matcher.find()) {
            var id = of(name(operation.path(), matcher.group(1)), operation, role);
            matcher.appendReplacement(text, java.util.regex.Matcher.quoteReplacement(id));
        }
        return matcher.appendTail(text).toString();
    }

    String body(Operation operation, Role role) {
        var text = new StringBuilder();
        var matcher = java.util.regex.Pattern.compile("\\$([a-zA-Z]+)").matcher(MatrixBodies.of(operation));
        while (matcher.find()) {
            matcher.appendReplacement(
                    text, java.util.regex.Matcher.quoteReplacement(of(matcher.group(1), operation, role)));
        }
        return matcher.appendTail(text).toString();
    }

    private String of(String name, Operation operation, Role role) {
        var breakable = role == Role.ADMINISTRATOR
                && !operation.method().equals("GET")
                && !operation.path().endsWith("/start")
                && !operation
                        .path()
                        .matches("(?:task|process-instance|execution|job|incident|variable-instance)(?:/.*)?");
        return breakable && throwaway.containsKey(name) ? throwaway.get(name) : id(name);
    }

    private static String name(String path, String parameter) {
        return switch (parameter) {
            case "varId" -> path.startsWith("task/{id}/localVariables") ? "taskVariable" : "instanceVariable";
            case "messageName" -> "message";
            case "resourceId" -> "resource";
            case "userId" -> "user";
            case "groupId" -> "group";
            case "operationId" -> "operation";
            case "commentId" -> "comment";
            case "attachmentId" -> "attachment";
            case "tenantId", "tenant-id" -> "tenant";
            case "key" ->
                path.startsWith("process-definition")
                        ? "key"
                        : path.startsWith("decision-requirements")
                                ? "requirementsKey"
                                : path.startsWith("decision-definition") ? "decisionKey" : "none";
            case "name" -> "metric";
            case "engineName", "processEngineName" -> "engine";
            case "id" -> {
                var segments =
                        path.replaceFirst("^camunda/api/.*\\{engine}/", "").split("/");
                var resource = segments[0].equals("history") ? segments[1] : segments[0];
                yield switch (resource) {
                    case "process-definition" -> "definition";
                    case "process-instance" -> "instance";
                    case "decision-definition" -> "decision";
                    case "decision-requirements-definition" -> "requirements";
                    case "job-definition" -> "jobDefinition";
                    case "variable-instance" -> segments[0].equals("history") ? "historicVariable" : "variable";
                    case "activity-instance" -> "activityInstance";
                    case "decision-instance" -> "decisionInstance";
                    case "external-task" -> "externalTask";
                    case "external-task-log" -> "externalTaskLog";
                    case "job-log" -> "jobLog";
                    default -> resource;
                };
            }
            default -> parameter;
        };
    }

    private static final String DECISION = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn"
                id="mxRequirements" name="mx" namespace="http://camunda.org/schema/1.0/dmn">
              <decision id="mx-decision" name="mx" camunda:historyTimeToLive="180">
                <decisionTable id="mxTable">
                  <output id="mxOutput" name="answer" typeRef="string"/>
                  <rule id="mxRule"><outputEntry id="mxEntry"><text>"yes"</text></outputEntry></rule>
                </decisionTable>
              </decision>
            </definitions>
            """;

    static byte[] decision() {
        return DECISION.getBytes(StandardCharsets.UTF_8);
    }
}
