package org.cinemarefund.platform.web;

import static java.util.Map.entry;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cinemarefund.shared.ProblemCode;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The description of the REST contract that tools can read; served in {@code local} only. */
@Profile("local")
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String SESSION = "session";
    private static final String SERVICE_ACCOUNT = "serviceAccount";
    private static final String PROBLEM = "Problem";
    private static final Set<String> ANONYMOUS =
            Set.of("/api/session", "/api/refund-reasons", "/api/wechat/refund-notifications");
    private static final Pattern POLICY = Pattern.compile("/api/cinemas/\\{[^/]+}/refund-policy");

    /** One sentence for each call, and how it answers when it went well. */
    private static final Map<String, Call> CALLS = Map.ofEntries(
            entry("POST /api/session", new Call("moviegoer", "Logs in with a wx.login code", "200")),
            entry("GET /api/orders", new Call("moviegoer", "One's own orders, newest first", "200")),
            entry("GET /api/orders/{orderNo}", new Call("moviegoer", "One of one's own orders", "200")),
            entry(
                    "POST /api/orders/{orderNo}/refund-quote",
                    new Call("moviegoer", "What would come back and by which clause; changes nothing", "200")),
            entry(
                    "GET /api/refund-reasons",
                    new Call("anyone", "The reasons to choose from, and where pictures help", "200")),
            entry(
                    "GET /api/cinemas/{cinemaId}/refund-policy",
                    new Call("anyone", "A cinema's refund terms, readable before paying", "200")),
            entry(
                    "POST /api/refund-applications",
                    new Call("moviegoer", "Applies; a refusal by the terms is an answer too: status REJECTED", "201")),
            entry("GET /api/refund-applications", new Call("moviegoer", "One's own applications, newest first", "200")),
            entry(
                    "GET /api/refund-applications/{applicationNo}",
                    new Call("moviegoer", "Where an application stands, with its timeline", "200")),
            entry(
                    "POST /api/refund-applications/{applicationNo}/withdrawal",
                    new Call("moviegoer", "Withdraws what nobody has decided yet", "200")),
            entry(
                    "POST /api/refund-applications/{applicationNo}/evidence-supplement",
                    new Call("moviegoer", "Answers the cinema's request for more information", "200")),
            entry(
                    "POST /api/refund-applications/{applicationNo}/appeal",
                    new Call("moviegoer", "Appeals a refusal, once: a new application for a supervisor", "201")),
            entry(
                    "PUT /api/refund-applications/{applicationNo}/payee-card",
                    new Call("moviegoer", "Gives the own debit card for a refund that could not go back", "204")),
            entry(
                    "POST /api/evidence",
                    new Call("moviegoer", "Uploads a picture: jpeg, png or webp, 5 MB at most", "201")),
            entry(
                    "GET /api/evidence/{id}",
                    new Call("moviegoer", "A picture, for its owner or that cinema's reviewers", "200")),
            entry(
                    "GET /api/notice-templates",
                    new Call("moviegoer", "The message templates to ask consent for", "200")),
            entry(
                    "POST /api/wechat/refund-notifications",
                    new Call("WeChat Pay", "Takes in a refund notification; acknowledged once it is stored", "200")),
            entry(
                    "GET /api/desk/tasks/{taskId}",
                    new Call("staff", "What a person needs to decide a task; session of the web applications", "200")),
            entry(
                    "GET /api/desk/me",
                    new Call("staff", "Who is logged in to the web applications, and in which roles", "200")),
            entry(
                    "GET /api/desk/cards",
                    new Call("staff", "What stands on the cards of a page of tasks that the person may see", "200")),
            entry(
                    "GET /api/desk/money",
                    new Call(
                            "finance, supervisors, operators",
                            "Money that was approved and has not arrived, by state and age",
                            "200")),
            entry(
                    "GET /api/desk/money/{state}",
                    new Call(
                            "finance, supervisors, operators",
                            "The refunds whose money is in one state, the oldest first",
                            "200")),
            entry(
                    "GET /api/desk/money.csv",
                    new Call(
                            "finance, supervisors, operators",
                            "All money under way at one instant, as a table for spreadsheets",
                            "200")),
            entry(
                    "GET /api/desk/cases",
                    new Call(
                            "staff",
                            "Finds cases of any state by a number, an openid or what is known of them",
                            "200")),
            entry(
                    "GET /api/desk/cases/{applicationNo}",
                    new Call("staff", "A case whole and in words; what the service desk opens is recorded", "200")),
            entry(
                    "GET /api/desk/open-tasks",
                    new Call(
                            "reviewers, supervisors",
                            "The open reviews of one's groups, what is due first first",
                            "200")),
            entry(
                    "POST /api/desk/decisions",
                    new Call(
                            "reviewers, supervisors",
                            "Decides up to 50 reviews, each by itself; session and X-XSRF-TOKEN",
                            "200")),
            entry(
                    "POST /api/desk/tasks/{taskId}/handover",
                    new Call(
                            "its assignee, supervisors",
                            "Gives a task to somebody of its group, or back to all of it; session and X-XSRF-TOKEN",
                            "204")),
            entry(
                    "GET /api/desk/tasks/{taskId}/colleagues",
                    new Call("its assignee, supervisors", "To whom the task could be handed", "200")),
            entry(
                    "GET /api/desk/load",
                    new Call("supervisors", "Who holds how many reviews, what is late, what nobody holds", "200")),
            entry(
                    "POST /api/desk/plans/check",
                    new Call(
                            "supervisors, managers",
                            "What is wrong with a draft of a plan and whom it would have decided differently",
                            "200")),
            entry(
                    "GET /api/desk/merchant-balance",
                    new Call(
                            "finance", "How many refunds wait for money on the merchant account, and how much", "200")),
            entry(
                    "GET /api/desk/alarms/{taskId}",
                    new Call("finance", "A contradiction about money that a person has to look at", "200")),
            entry(
                    "GET /api/desk/refunds/{applicationNo}/payee-card",
                    new Call("finance", "Which card is on file for an abnormal refund, by whom and when", "200")),
            entry(
                    "PUT /api/desk/refunds/{applicationNo}/payee-card",
                    new Call(
                            "finance",
                            "Takes a card and how they got it, from who claimed the task; session, X-XSRF-TOKEN",
                            "204")),
            entry(
                    "DELETE /api/desk/refunds/{applicationNo}/payee-card",
                    new Call("finance", "Forgets the card, for who claimed the task; session and X-XSRF-TOKEN", "204")),
            entry(
                    "GET /api/desk/overview",
                    new Call(
                            "operators, supervisors, finance",
                            "Where all refunds stand, deadlines at risk, results by the hour",
                            "200")),
            entry(
                    "GET /api/desk/overview/cases",
                    new Call("operators, supervisors, finance", "The cases behind a figure of the overview", "200")),
            entry(
                    "GET /api/desk/cases/{applicationNo}/path",
                    new Call("operators, supervisors, finance", "Which way a refund went through its process", "200")),
            entry(
                    "GET /api/desk/incidents",
                    new Call("operators", "What failed, where the money is meanwhile, and what to do", "200")),
            entry(
                    "POST /api/desk/incidents/retry",
                    new Call(
                            "operators",
                            "Lets steps try again, or all with the same error; session, X-XSRF-TOKEN",
                            "200")),
            entry(
                    "GET /api/desk/staff-record",
                    new Call("supervisors, operators", "Who came into which group or left it, and by whom", "200")),
            entry(
                    "PUT /internal/staff/{userId}",
                    new Call("order system", "Tells which moviegoers a member of the staff is; replaces", "204")),
            entry(
                    "GET /internal/moviegoers/{openid}/data",
                    new Call("order system", "All that is stored about a moviegoer", "200")),
            entry(
                    "DELETE /internal/moviegoers/{openid}/data",
                    new Call("order system", "Erases a moviegoer's words and puts a pseudonym in their place", "204")),
            entry(
                    "PUT /internal/orders/{orderNo}",
                    new Call("order system", "Tells what was sold; an older version is ignored", "200")),
            entry(
                    "PUT /internal/cinemas/{cinemaId}",
                    new Call("order system", "Tells of a cinema; its reviewers' group exists from then on", "200")),
            entry(
                    "GET /internal/ticket-instructions",
                    new Call("order system", "What is to be done with tickets, after a position in the feed", "200")));

    private record Call(String who, String summary, String success) {}

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("cinema-refund")
                        .version("1")
                        .description("Refunds of cinema tickets sold in a WeChat mini-program. Money is in fen,"
                                + " times are RFC 3339 with offset, errors are RFC 9457 problems with a stable code."))
                .components(new Components()
                        .addSecuritySchemes(
                                SESSION,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description("The token of POST /api/session"))
                        .addSecuritySchemes(
                                SERVICE_ACCOUNT,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic")
                                        .description("refund.internal.username and password")));
    }

    @Bean
    GlobalOpenApiCustomizer securityAndProblems() {
        return api -> {
            // Only now: what no operation refers to yet would have been swept out.
            api.getComponents().addSchemas(PROBLEM, problem());
            if (api.getPaths() != null) {
                api.getPaths().forEach((path, item) -> complete(path, item));
            }
        };
    }

    private static void complete(String path, PathItem item) {
        item.readOperationsMap().forEach((method, operation) -> describe(method + " " + path, operation));
        for (var operation : item.readOperations()) {
            security(path).ifPresentOrElse(operation::addSecurityItem, () -> operation.setSecurity(List.of()));
            answers(operation).addApiResponse("default", problemResponse());
        }
    }

    private static void describe(String name, Operation operation) {
        var call = CALLS.get(name);
        if (call == null) {
            return;
        }
        operation.setSummary(call.summary());
        operation.setTags(List.of(call.who()));
        var well = answers(operation).remove("200");
        if (well != null) {
            answers(operation).addApiResponse(call.success(), well.description("As asked"));
        }
    }

    private static Optional<SecurityRequirement> security(String path) {
        if (ANONYMOUS.contains(path) || POLICY.matcher(path).matches() || path.startsWith("/api/desk/")) {
            return Optional.empty();
        }
        return Optional.of(
                new SecurityRequirement().addList(path.startsWith("/internal/") ? SERVICE_ACCOUNT : SESSION));
    }

    private static ApiResponses answers(Operation operation) {
        if (operation.getResponses() == null) {
            operation.setResponses(new ApiResponses());
        }
        return operation.getResponses();
    }

    private static ApiResponse problemResponse() {
        return new ApiResponse()
                .description("A refusal or a fault; code says which")
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref(PROBLEM))));
    }

    private static Schema<?> problem() {
        var code = new StringSchema();
        Arrays.stream(ProblemCode.values()).map(Enum::name).forEach(code::addEnumItem);
        var problem = new ObjectSchema();
        problem.addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("for people, in the language of Accept-Language"))
                .addProperty("code", code)
                .addProperty("instance", new StringSchema())
                .addProperty("field", new StringSchema().description("with INVALID_REQUEST"));
        problem.required(List.of("type", "title", "status", "code"));
        return problem;
    }
}
