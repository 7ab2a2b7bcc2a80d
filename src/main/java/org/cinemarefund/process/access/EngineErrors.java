package org.cinemarefund.process.access;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.annotation.Priority;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.cinemarefund.platform.web.ProblemOf;
import org.cinemarefund.process.access.CallersMistakes.Refusal;
import org.cinemarefund.process.engine.ExpressionRefused;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable;
import org.glassfish.jersey.spi.ExtendedExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Answers of both engine APIs where the engine itself would say 500: our refusals thrown in listeners and delegates,
 * somebody else having been faster, a database that is away, an expression in a query, and faults of ours, whose SQL and
 * class names stay in the log.
 * Found by Jersey through {@code META-INF/services}, as the web applications offer no other place to register it.
 */
public final class EngineErrors implements ForcedAutoDiscoverable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineErrors.class);
    private static final int LONGEST_PATH = 80;

    @Override
    public void configure(FeatureContext jersey) {
        // The description of the whole API is for nobody; see also ClosedMethods.
        jersey.property("jersey.config.server.wadl.disableWadl", true);
        jersey.register(OfRest.class)
                .register(OfEngine.class)
                .register(OfJson.class)
                .register(OfSyntax.class)
                .register(OfAnything.class);
    }

    /** Before the engine's own mapper of the same exception. */
    @Priority(1)
    public static final class OfRest extends Mapper<RestException> {}

    @Priority(1)
    public static final class OfEngine extends Mapper<ProcessEngineException> {}

    @Priority(1)
    public static final class OfJson extends Mapper<JsonMappingException> {}

    @Priority(1)
    public static final class OfSyntax extends Mapper<JsonParseException> {}

    @Priority(1)
    public static final class OfAnything extends Mapper<Throwable> {}

    public abstract static class Mapper<T extends Throwable> implements ExtendedExceptionMapper<T> {
        @Context
        private ServletContext application;

        @Context
        private HttpServletRequest request;

        @Override
        public boolean isMappable(T failure) {
            return refusal(failure).isPresent() || isUnfit(failure);
        }

        @Override
        public Response toResponse(T failure) {
            var answer = answer(failure);
            var problem = answer.problem();
            var later = problem.code() == ProblemCode.TRY_LATER;
            var answers = WebApplicationContextUtils.getRequiredWebApplicationContext(application)
                    .getBean(EngineAnswers.class);
            return Response.status(answer.status())
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.RETRY_AFTER, later ? EngineAnswers.secondsToWait(problem) : null)
                    .entity(answers.body(problem, EngineAnswers.locale(request)))
                    .build();
        }

        private Refusal answer(T failure) {
            var refusal = refusal(failure);
            if (refusal.isPresent()) {
                var problem = refusal.get();
                if (problem.code() == ProblemCode.TRY_LATER) {
                    LOG.warn("TRY_LATER {} {}: {}", request.getMethod(), path(request), ProblemOf.causes(failure));
                }
                return new Refusal(EngineAnswers.statusOf(problem), problem);
            }
            var mistake = CallersMistakes.of(failure);
            if (mistake.isPresent()) {
                var status = ownStatus(failure);
                var told = status < 500 ? new Refusal(status, ProblemOf.status(status)) : mistake.get();
                tell(request, told, failure);
                return told;
            }
            LOG.error("{} {}: a call of the engine's API failed", request.getMethod(), path(request), failure);
            return new Refusal(500, new Problem(ProblemCode.INTERNAL_ERROR));
        }
    }

    /** One short line about a mistake of a caller, whose words are not repeated. */
    static void tell(HttpServletRequest request, Refusal refusal, Throwable failure) {
        var where = failure.getStackTrace();
        LOG.info(
                "{} {} {}: {} at {}",
                refusal.status(),
                request.getMethod(),
                path(request),
                ProblemOf.causes(failure),
                where.length == 0 ? "-" : where[0].getFileName() + ":" + where[0].getLineNumber());
    }

    /** The beginning of a path as it came: enough to recognize it, and never a second line. */
    static String path(HttpServletRequest request) {
        var path = request.getRequestURI().replaceAll("[^!-~]", "?");
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...";
    }

    /** What somebody is told who asked for what failed so; empty where it was no refusal of ours and nobody was faster. */
    static Optional<Problem> refusal(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return Optional.of(problem);
            }
            if (cause instanceof ExpressionRefused) {
                return Optional.of(Problem.invalid("expression", "expression"));
            }
            if (cause instanceof OptimisticLockingException) {
                return Optional.of(new Problem(ProblemCode.REQUEST_IN_PROGRESS));
            }
            if (cause instanceof TaskAlreadyClaimedException) {
                return Optional.of(new Problem(ProblemCode.TASK_NOT_YOURS));
            }
        }
        return ProblemOf.tryLater(failure);
    }

    /** Where the engine's own answer would be a 500, or show the insides of a program. */
    private static boolean isUnfit(Throwable failure) {
        return failure instanceof JacksonException
                || !(failure instanceof WebApplicationException)
                        && (ownStatus(failure) >= 500 || CallersMistakes.namesAClass(failure.getMessage()));
    }

    private static int ownStatus(Throwable failure) {
        return ExceptionHandlerHelper.getInstance().getStatus(failure).getStatusCode();
    }
}
