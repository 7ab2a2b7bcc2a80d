package org.cinemarefund.process.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before both of the engine's doors and lets through what people and back ends need, instead of forbidding what is
 * known to be dangerous: the engine's rights are coarser than ours (who may work on a task may also end the whole refund by
 * {@code bpmnError}, or bring variables along that no form has). For everybody, administrators included, it looks into what
 * starts a refund and what completes a task; those bodies are written anew from what was checked, so that the engine cannot
 * read them differently.
 *
 * <p>It has no transaction: what it finds may have changed a moment later, and every rule about money is checked again where
 * it is decided.
 */
final class EngineApiFence extends OncePerRequestFilter {
    private static final Pattern LOGIN_OR_OUT = Pattern.compile("web:admin/auth/user/[^/]+/(?:login/[^/]+|logout)");
    private static final Pattern START = Pattern.compile("process-definition/.+/start");
    private static final Pattern START_BY_KEY = Pattern.compile("process-definition/key/([^/]+)/start");
    /** Not for anybody: a start that is not ours, and work for outside workers, of which no diagram has any. */
    private static final Pattern NEVER =
            Pattern.compile("process-definition/.+/submit-form|external-task/fetchAndLock");

    private static final Pattern CLAIM = Pattern.compile("task/([^/]+)/claim");
    private static final Pattern UNCLAIM = Pattern.compile("task/([^/]+)/unclaim");
    private static final Pattern COMPLETE = Pattern.compile("task/([^/]+)/(?:complete|submit-form)");
    private static final Pattern COMMENTS = Pattern.compile("task/([^/]+)/comment");
    private static final Pattern COMMENT = Pattern.compile("task/([^/]+)/comment/create");
    private static final Pattern OWN_ACCOUNT = Pattern.compile("user/([^/]+)/(?:credentials|profile)");

    /** What remains of writing for everybody who is not an administrator; whether they may is up to the engine's rights. */
    private static final Map<String, List<Pattern>> LET_THROUGH = Map.of(
            "POST",
            List.of(
                    // Tasklist
                    Pattern.compile("task(?:/count)?"),
                    CLAIM,
                    COMPLETE,
                    UNCLAIM,
                    COMMENT,
                    Pattern.compile("filter/[^/]+/(?:list|count|singleResult)"),
                    // Cockpit asks by POST
                    Pattern.compile("(?:process-instance|execution|variable-instance|job|job-definition|external-task)"
                            + "(?:/count)?"),
                    Pattern.compile(
                            "history/(?:process-instance|activity-instance|task|variable-instance|detail|incident"
                                    + "|job-log|external-task-log|decision-instance)(?:/count)?"),
                    Pattern.compile("web:cockpit/plugin/base/.+"),
                    // Operators
                    Pattern.compile("job/retries"),
                    Pattern.compile("process-instance/job-retries"),
                    // Admin asks by POST which groups there are
                    Pattern.compile("group(?:/count)?"),
                    // Back ends
                    Pattern.compile("process-definition/(?:key/)?[^/]+/start"),
                    Pattern.compile("identity/password-policy")),
            "PUT",
            List.of(
                    Pattern.compile("job/[^/]+/retries"),
                    Pattern.compile("job-definition/[^/]+/retries"),
                    // A cinema's managers
                    Pattern.compile("group/[^/]+/members/[^/]+")),
            "DELETE",
            List.of(Pattern.compile("group/[^/]+/members/[^/]+")));

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Refusals of a decision that are about who decides, not about what. */
    /** What the engine's table holds. */
    private static final int LONGEST_COMMENT = 4000;

    private final WebappSession session;
    private final TaskRights rights;
    private final RepositoryService definitions;
    private final ObjectProvider<NodeVersions> versions;
    private final TaskComments comments;
    private final EngineAnswers answers;

    EngineApiFence(
            WebappSession session,
            TaskRights rights,
            RepositoryService definitions,
            ObjectProvider<NodeVersions> versions,
            TaskComments comments,
            EngineAnswers answers) {
        this.session = session;
        this.rights = rights;
        this.definitions = definitions;
        this.versions = versions;
        this.comments = comments;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var call = EngineCall.of(request);
        if (call.isEmpty()) {
            answers.write(request, response, 400, Problem.invalid("path", "path"));
            return;
        }
        try {
            if (!answeredHere(call.get(), request, response)) {
                chain.doFilter(new BoundedQuery(pass(call.get(), request)), response);
            }
        } catch (Refused no) {
            answers.write(request, response, no.status, no.problem);
        }
    }

    private boolean answeredHere(EngineCall call, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var reading = COMMENTS.matcher(call.path());
        var writing = COMMENT.matcher(call.path());
        var read = call.method().equals("GET") && reading.matches();
        var write = call.method().equals("POST") && writing.matches();
        if (!read && !write) {
            return false;
        }
        var taskId = read ? reading.group(1) : writing.group(1);
        var account = session.account(call, request);
        if (account.isEmpty()) {
            return false;
        }
        if (rights.openTask(taskId)
                .filter(task -> rights.isCandidate(account.get(), task))
                .isEmpty()) {
            if (write) {
                // Whoever may read it, as operators may, has no say in it.
                throw new Refused(403, new Problem(ProblemCode.FORBIDDEN));
            }
            return false;
        }
        if (read) {
            comments.read(taskId, response);
            return true;
        }
        var message = json(request).path("message").asText("");
        if (message.isBlank() || message.length() > LONGEST_COMMENT) {
            throw new Refused(400, Problem.invalid("message", "not-accepted"));
        }
        comments.write(taskId, account.get().name(), message, response);
        return true;
    }

    private HttpServletRequest pass(EngineCall call, HttpServletRequest request) throws IOException {
        if (call.is("POST", LOGIN_OR_OUT)) {
            requireForm(call, request);
            return request;
        }
        var who = session.caller(call, request);
        if (who.isEmpty() && ClosedReads.isForAccounts(call)) {
            throw new Refused(401, new Problem(ProblemCode.UNAUTHENTICATED));
        }
        if (who.filter(caller -> ClosedReads.isClosed(
                        call, () -> session.account(call, request).orElseThrow().groups()))
                .isPresent()) {
            throw new Refused(403, new Problem(ProblemCode.FORBIDDEN));
        }
        if (call.isReading()) {
            return request;
        }
        var account = session.account(call, request)
                .orElseThrow(() -> new Refused(401, new Problem(ProblemCode.UNAUTHENTICATED)));
        var user = account.name();
        var administrator = account.isAdministrator();
        if (NoForeignCode.refuses(call, definitions)
                || call.is("POST", NEVER)
                || !administrator && !isLetThrough(call, user)) {
            throw new Refused(403, new Problem(ProblemCode.FORBIDDEN));
        }
        if (call.is("POST", START)) {
            return at(call, SentBody.ofJson(request, start(json(request))));
        }
        if (call.is("POST", CLAIM)) {
            return SentBody.ofJson(request, claim(json(request), user));
        }
        if (call.is("POST", UNCLAIM) && !administrator) {
            return givenBack(call, request, account);
        }
        if (call.is("POST", COMPLETE)) {
            return completion(call, request, account);
        }
        if (JobRetries.isMeant(call)) {
            return SentBody.ofJson(request, bytes(JobRetries.only(json(request))));
        }
        return administrator ? request : SentBody.of(request, body(request));
    }

    private static boolean isLetThrough(EngineCall call, String user) {
        if (LET_THROUGH.getOrDefault(call.method(), List.of()).stream()
                .anyMatch(allowed -> allowed.matcher(call.path()).matches())) {
            return true;
        }
        var account = OWN_ACCOUNT.matcher(call.path());
        return call.method().equals("PUT")
                && account.matches()
                && account.group(1).equals(user);
    }

    /** Only what our own start knows; where the token begins is never up to the caller. */
    private static byte[] start(ObjectNode sent) {
        for (String forbidden :
                List.of("startInstructions", "caseInstanceId", "skipCustomListeners", "skipIoMappings")) {
            var value = sent.path(forbidden);
            if (!value.isMissingNode()
                    && !value.isNull()
                    && !value.equals(JsonNodeFactory.instance.booleanNode(false))) {
                throw new Refused(400, Problem.invalid(forbidden, "not-accepted"));
            }
        }
        var start = JSON.createObjectNode();
        start.set("variables", variables(sent, Words.START_FROM_OUTSIDE));
        if (sent.path("businessKey").isTextual()) {
            start.set("businessKey", sent.get("businessKey"));
        }
        start.put("withVariablesInReturn", sent.path("withVariablesInReturn").asBoolean(false));
        return bytes(start);
    }

    /**
     * Starting by key makes the engine look the definition up in the caller's name, which needs a right to read that a back
     * end shall not have; starting by id needs the right to start alone. The version is the one this node came with.
     */
    private HttpServletRequest at(EngineCall call, SentBody start) {
        var byKey = START_BY_KEY.matcher(call.path());
        if (!byKey.matches()) {
            return start;
        }
        var own = versions.stream()
                .flatMap(versions -> versions.own(byKey.group(1)).stream())
                .findFirst();
        var definition = own.or(() -> newest(byKey.group(1)));
        if (definition.isEmpty()) {
            return start;
        }
        var uri = start.getRequestURI();
        var prefix = uri.substring(0, uri.lastIndexOf("/process-definition/"));
        return start.at(prefix + "/process-definition/" + definition.get() + "/start");
    }

    private Optional<String> newest(String processKey) {
        return Optional.ofNullable(definitions
                        .createProcessDefinitionQuery()
                        .processDefinitionKey(processKey)
                        .withoutTenantId()
                        .latestVersion()
                        .singleResult())
                .map(ProcessDefinition::getId);
    }

    private static byte[] claim(ObjectNode sent, String user) {
        if (!user.equals(sent.path("userId").asText(null))) {
            throw refusal(new Problem(ProblemCode.TASK_NOT_YOURS));
        }
        return bytes(JSON.createObjectNode().put("userId", user));
    }

    /**
     * The engine takes giving back for assigning, for which people have no right; claiming for nobody is the same, and within
     * what they may do.
     */
    private HttpServletRequest givenBack(EngineCall call, HttpServletRequest request, StaffAccount account)
            throws IOException {
        var path = UNCLAIM.matcher(call.path());
        var task = path.matches() ? rights.openTask(path.group(1)) : Optional.<TaskRights.OpenTask>empty();
        if (task.filter(open ->
                        rights.isCandidate(account, open) && !account.name().equals(open.assignee()))
                .isPresent()) {
            throw refusal(new Problem(ProblemCode.TASK_NOT_YOURS));
        }
        body(request);
        var uri = request.getRequestURI();
        return SentBody.ofJson(request, bytes(JSON.createObjectNode().putNull("userId")))
                .at(uri.substring(0, uri.lastIndexOf("/unclaim")) + "/claim");
    }

    /**
     * Only what the engine cannot do itself: it knows a finished task no more, has words of its own for who may not know about one,
     * and would keep whatever is sent along. Whether the answer is taken is decided in its transaction, see {@link TaskRights}.
     */
    private HttpServletRequest completion(EngineCall call, HttpServletRequest request, StaffAccount account)
            throws IOException {
        var sent = json(request);
        var path = COMPLETE.matcher(call.path());
        var taskId = path.matches() ? path.group(1) : "";
        var task = rights.openTask(taskId).orElseThrow(() -> refusal(new Problem(ProblemCode.ALREADY_DECIDED)));
        if (!rights.isCandidate(account, task) && !account.isAdministrator()) {
            SecurityLog.write(SecurityLog.Event.MONEY_REFUSED, account.name(), task.key());
            // Not theirs to know about: the engine says so in its own words, as it does for reading.
            return SentBody.ofJson(request, bytes(JSON.createObjectNode()));
        }
        var completion = JSON.createObjectNode();
        completion.set("variables", variables(sent, Words.ofAnswer(task.key())));
        completion.put(
                "withVariablesInReturn", sent.path("withVariablesInReturn").asBoolean(false));
        return SentBody.ofJson(request, bytes(completion));
    }

    /** Plain texts under known names, whole numbers for sums; anything else typed (files, serialized objects) is no business of a form of ours. */
    private static ObjectNode variables(ObjectNode sent, Set<String> known) {
        var variables = JSON.createObjectNode();
        var given = sent.path("variables");
        if (given.isMissingNode() || given.isNull()) {
            return variables;
        }
        if (!given.isObject()) {
            throw new Refused(400, Problem.invalid("variables", "not-accepted"));
        }
        given.properties().forEach(variable -> {
            var name = variable.getKey();
            var value = variable.getValue().path("value");
            var type = variable.getValue().path("type");
            var sum = Words.SUMS.contains(name);
            var text = value.isTextual()
                    || value.isNull()
                    || value.isMissingNode()
                    || sum && value.isIntegralNumber() && value.canConvertToLong();
            var string = type.isMissingNode()
                    || type.isNull()
                    || type.asText().equals("String")
                    || sum && type.asText().matches("Long|Integer");
            var plain = variable.getValue().path("valueInfo").isEmpty();
            if (!known.contains(name)) {
                throw new Refused(400, Problem.invalid(printable(name), "unknown-variable"));
            }
            if (!variable.getValue().isObject() || !text || !string || !plain) {
                throw new Refused(400, Problem.invalid(name, "text-only"));
            }
            variables
                    .putObject(name)
                    .put("type", "String")
                    .put("value", value.isIntegralNumber() ? value.asText() : value.textValue());
        });
        return variables;
    }

    private static String printable(String name) {
        return name.matches("[0-9A-Za-z_.-]{1,64}") ? name : "variables";
    }

    private static ObjectNode json(HttpServletRequest request) throws IOException {
        var bytes = body(request);
        if (bytes.length == 0) {
            return JSON.createObjectNode();
        }
        requireJson(request.getContentType());
        try {
            JsonNode tree = JSON.readTree(bytes);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Said below, without what the parser quotes of the body.
        }
        throw new Refused(400, Problem.invalid("body", "json"));
    }

    private static void requireJson(String contentType) {
        try {
            var type = contentType == null ? null : MediaType.parseMediaType(contentType);
            var utf8 = type != null
                    && (type.getCharset() == null || type.getCharset().name().equals("UTF-8"));
            if (utf8 && MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // The same answer as for any other type.
        }
        throw new Refused(415, new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }

    /** The web applications' log-in fails on anything else, with a trace in the log. */
    private static void requireForm(EngineCall call, HttpServletRequest request) {
        var type = String.valueOf(request.getContentType()).split(";")[0].strip();
        if (!type.equalsIgnoreCase(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                && !call.path().endsWith("/logout")) {
            throw new Refused(415, new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
        }
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        var body = SentBody.read(request);
        if (body == null) {
            throw new Refused(413, new Problem(ProblemCode.PAYLOAD_TOO_LARGE));
        }
        return body;
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts cannot fail to be written", e);
        }
    }

    private static Refused refusal(Problem problem) {
        return new Refused(EngineAnswers.statusOf(problem), problem);
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Problem problem;

        Refused(int status, Problem problem) {
            super(problem.getMessage(), problem, false, false);
            this.status = status;
            this.problem = problem;
        }
    }
}
