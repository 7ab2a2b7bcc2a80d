package org.cinemarefund.platform.web;

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
    private static final Set<String> ANONYMOUS = Set.of("/api/session", "/api/wechat/refund-notifications");
    private static final Pattern POLICY = Pattern.compile("/api/cinemas/\\{[^/]+}/refund-policy");

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
        for (var operation : item.readOperations()) {
            security(path).ifPresentOrElse(operation::addSecurityItem, () -> operation.setSecurity(List.of()));
            answers(operation).addApiResponse("default", problemResponse());
        }
    }

    private static Optional<SecurityRequirement> security(String path) {
        if (ANONYMOUS.contains(path) || POLICY.matcher(path).matches()) {
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
        return new ObjectSchema()
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("for people, in the language of Accept-Language"))
                .addProperty("code", code)
                .addProperty("instance", new StringSchema())
                .addProperty("field", new StringSchema().description("with INVALID_REQUEST"))
                .required(List.of("type", "title", "status", "code"));
    }
}
