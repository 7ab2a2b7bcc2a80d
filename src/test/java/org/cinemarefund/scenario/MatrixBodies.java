package org.cinemarefund.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cinemarefund.scenario.RestOperations.Operation;

/**
 * What a writing call of the access matrix carries: the least with which the call would really do something for somebody who
 * may. {@code $name} stands for an id of the caller's world.
 */
final class MatrixBodies {
    private static final String VARIABLES = "{\"modifications\":{\"mx\":{\"value\":\"x\",\"type\":\"String\"}}}";
    private static final String VARIABLE = "{\"value\":\"x\",\"type\":\"String\"}";
    private static final String MOVE =
            "\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"$activity\"}]";

    private static final String WRITTEN = """
            POST authorization/create | {"type":1,"permissions":["READ"],"userId":"$user","groupId":null,"resourceType":7,"resourceId":"mx"}
            PUT authorization/{id} | {"permissions":["READ"],"userId":null,"groupId":"$group","resourceType":7,"resourceId":"mx"}
            PUT batch/{id}/suspended | {"suspended":false}
            PUT decision-definition/{id}/history-time-to-live | {"historyTimeToLive":180}
            PUT decision-definition/key/{key}/history-time-to-live | {"historyTimeToLive":180}
            POST decision-definition/{id}/evaluate | {"variables":{}}
            POST decision-definition/key/{key}/evaluate | {"variables":{}}
            POST execution/{id}/create-incident | {"incidentType":"mx","configuration":"mx","message":"mx"}
            POST external-task/fetchAndLock | {"workerId":"mx","maxTasks":1,"topics":[{"topicName":"mx-none","lockDuration":1000}]}
            PUT external-task/retries | {"retries":3,"externalTaskIds":["$externalTask"]}
            POST external-task/retries-async | {"retries":3,"externalTaskIds":["$externalTask"]}
            PUT external-task/{id}/priority | {"priority":1}
            PUT external-task/{id}/retries | {"retries":3}
            POST external-task/{id}/lock | {"workerId":"mx","lockDuration":600000}
            POST external-task/{id}/extendLock | {"workerId":"mx","newDuration":600000}
            POST external-task/{id}/failure | {"workerId":"mx","errorMessage":"mx","retries":2,"retryTimeout":0}
            POST external-task/{id}/bpmnError | {"workerId":"mx","errorCode":"mx"}
            POST external-task/{id}/complete | {"workerId":"mx"}
            POST filter/create | {"resourceType":"Task","name":"$fresh","query":{},"properties":{}}
            PUT filter/{id} | {"resourceType":"Task","name":"$fresh","query":{},"properties":{}}
            POST group/create | {"id":"$fresh","name":"mx","type":"mx"}
            PUT group/{id} | {"id":"$group","name":"mx","type":"mx"}
            POST history/batch/set-removal-time | {"absoluteRemovalTime":"2030-01-01T00:00:00.000+0000","historicBatchIds":["$batch"]}
            POST history/decision-instance/delete | {"historicDecisionInstanceIds":["$decisionInstance"]}
            POST history/decision-instance/set-removal-time | {"absoluteRemovalTime":"2030-01-01T00:00:00.000+0000","historicDecisionInstanceIds":["$decisionInstance"]}
            POST history/process-instance/delete | {"historicProcessInstanceIds":["$instance"]}
            POST history/process-instance/set-removal-time | {"absoluteRemovalTime":"2030-01-01T00:00:00.000+0000","historicProcessInstanceIds":["$instance"]}
            PUT history/user-operation/{operationId}/set-annotation | {"annotation":"mx"}
            POST identity/password-policy | {"password":"Popcorn-4-all!"}
            POST identity/verify | {"username":"$own","password":"Popcorn-4-all!"}
            PUT incident/{id}/annotation | {"annotation":"mx"}
            PUT job-definition/suspended | {"suspended":false,"processDefinitionId":"$throwawayDefinition"}
            PUT job-definition/{id}/jobPriority | {"priority":1}
            PUT job-definition/{id}/retries | {"retries":3}
            PUT job-definition/{id}/suspended | {"suspended":false,"includeJobs":true}
            POST job/retries | {"retries":3,"jobIds":["$job"]}
            PUT job/suspended | {"suspended":false,"processInstanceId":"$instance"}
            PUT job/{id}/duedate | {"duedate":"2099-01-01T00:00:00.000+0000"}
            PUT job/{id}/priority | {"priority":1}
            PUT job/{id}/retries | {"retries":3}
            PUT job/{id}/suspended | {"suspended":false}
            POST message | {"messageName":"ApplicationWithdrawn","processInstanceId":"$instance"}
            POST migration/execute | {"migrationPlan":{"sourceProcessDefinitionId":"$definition","targetProcessDefinitionId":"$definition","instructions":[]},"processInstanceIds":["$instance"]}
            POST migration/executeAsync | {"migrationPlan":{"sourceProcessDefinitionId":"$definition","targetProcessDefinitionId":"$definition","instructions":[]},"processInstanceIds":["$instance"]}
            POST migration/generate | {"sourceProcessDefinitionId":"$definition","targetProcessDefinitionId":"$definition"}
            POST migration/validate | {"sourceProcessDefinitionId":"$definition","targetProcessDefinitionId":"$definition","instructions":[]}
            POST modification/execute | {"processDefinitionId":"$definition","processInstanceIds":["$instance"],MOVE}
            POST modification/executeAsync | {"processDefinitionId":"$definition","processInstanceIds":["$instance"],MOVE}
            DELETE process-definition/key/{key} | {}
            PUT process-definition/key/{key}/history-time-to-live | {"historyTimeToLive":180}
            PUT process-definition/{id}/history-time-to-live | {"historyTimeToLive":180}
            POST process-definition/{id}/restart | {"processInstanceIds":["$instance"],MOVE}
            POST process-definition/{id}/restart-async | {"processInstanceIds":["$instance"],MOVE}
            POST process-definition/key/{key}/start | START
            POST process-definition/{id}/start | START
            POST process-definition/key/{key}/submit-form | START
            POST process-definition/{id}/submit-form | START
            PUT process-definition/suspended | {"suspended":false,"processDefinitionKey":"$throwawayKey"}
            PUT process-definition/key/{key}/suspended | {"suspended":false}
            PUT process-definition/{id}/suspended | {"suspended":false}
            POST process-instance/delete | {"processInstanceIds":["$instance"],"deleteReason":"mx"}
            POST process-instance/delete-historic-query-based | {"historicProcessInstanceQuery":{"processInstanceIds":["$instance"]}}
            POST process-instance/job-retries | {"retries":3,"processInstances":["$instance"]}
            POST process-instance/job-retries-historic-query-based | {"retries":3,"processInstances":["$instance"]}
            POST process-instance/message-async | {"messageName":"ApplicationWithdrawn","processInstanceIds":["$instance"]}
            PUT process-instance/suspended | {"suspended":false,"processInstanceIds":["$instance"]}
            POST process-instance/suspended-async | {"suspended":false,"processInstanceIds":["$instance"]}
            POST process-instance/variables-async | {"processInstanceIds":["$instance"],"variables":{"mx":{"value":"x","type":"String"}}}
            PUT process-instance/{id}/comment | {"id":"$comment","message":"mx"}
            POST process-instance/{id}/modification | {MOVE}
            POST process-instance/{id}/modification-async | {MOVE}
            PUT process-instance/{id}/suspended | {"suspended":false}
            POST signal | {"name":"mx-none"}
            POST condition | {"variables":{"mx":{"value":"x"}}}
            POST task/create | {"id":"$fresh","name":"mx"}
            PUT task/{id} | {"name":"mx","priority":1}
            POST task/{id}/assignee | {"userId":"$own"}
            POST task/{id}/claim | {"userId":"$own"}
            POST task/{id}/delegate | {"userId":"$user"}
            POST task/{id}/bpmnError | {"errorCode":"mx"}
            POST task/{id}/bpmnEscalation | {"escalationCode":"mx"}
            PUT task/{id}/comment | {"id":"$comment","message":"mx"}
            POST task/{id}/comment/create | {"message":"mx"}
            POST task/{id}/complete | COMPLETE
            POST task/{id}/submit-form | COMPLETE
            POST task/{id}/resolve | {"variables":{}}
            POST task/{id}/identity-links | {"groupId":"camunda-admin","type":"candidate"}
            POST task/{id}/identity-links/delete | {"groupId":"$taskGroup","type":"candidate"}
            POST telemetry/configuration | {"enableTelemetry":false}
            POST tenant/create | {"id":"$fresh","name":"mx"}
            PUT tenant/{id} | {"id":"$tenant","name":"mx"}
            POST user/create | {"profile":{"id":"$fresh","firstName":"M","lastName":"X","email":""},"credentials":{"password":"Popcorn-4-all!"}}
            PUT user/{own}/credentials | {"password":"Popcorn-4-all!","authenticatedUserPassword":"Popcorn-4-all!"}
            PUT user/{id}/credentials | {"password":"Popcorn-4-all!","authenticatedUserPassword":"Popcorn-4-all!"}
            PUT user/{own}/profile | {"id":"$own","firstName":"M","lastName":"X","email":""}
            PUT user/{id}/profile | {"id":"$user","firstName":"M","lastName":"X","email":""}
            """;

    private static final Map<String, String> BODIES = new LinkedHashMap<>();

    static {
        WRITTEN.lines().forEach(line -> {
            var at = line.indexOf(" | ");
            BODIES.put(line.substring(0, at), line.substring(at + 3).replace("MOVE", MOVE));
        });
    }

    private MatrixBodies() {}

    static Map<String, String> all() {
        return BODIES;
    }

    /** @return with {@code $names} in it, or {@code START}, {@code COMPLETE} for what belongs to the caller's world */
    static String of(Operation operation) {
        var written = BODIES.get(operation.toString().replace("/tenant-id/{tenantId}", ""));
        if (written != null) {
            return written;
        }
        if (operation.path().matches(".*/(?:variables|localVariables)")) {
            return VARIABLES;
        }
        return operation.path().endsWith("/{varId}") ? VARIABLE : "{}";
    }
}
