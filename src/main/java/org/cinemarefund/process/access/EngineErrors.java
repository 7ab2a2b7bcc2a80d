package org.cinemarefund.process.access;

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

    @Override
    public void configure(FeatureContext jersey) {
        jersey.register(OfRest.class).register(OfEngine.class).register(OfAnything.class);
    }

    /** Before the engine's own mapper of the same exception. */
    @Priority(1)
    public static final class OfRest extends Mapper<RestException> {}

    @Priority(1)
    public static final class OfEngine extends Mapper<ProcessEngineException> {}

    @Priority(1)
    public static final class OfAnything extends Mapper<Throwable> {}

    public abstract static class Mapper<T extends Throwable> implements ExtendedExceptionMapper<T> {
        @Context
        private ServletContext application;

        @Context
        private HttpServletRequest request;

        @Override
        public boolean isMappable(T failure) {
            return refusal(failure).isPresent() || isFault(failure);
        }

        @Override
        public Response toResponse(T failure) {
            var refusal = refusal(failure);
            if (refusal.isEmpty()) {
                LOG.error("a call of the engine's API failed", failure);
            }
            var problem = refusal.orElseGet(() -> new Problem(ProblemCode.INTERNAL_ERROR));
            var later = problem.code() == ProblemCode.TRY_LATER;
            if (later) {
                LOG.warn(
                        "TRY_LATER {} {}: {}", request.getMethod(), request.getRequestURI(), ProblemOf.causes(failure));
            }
            var answers = WebApplicationContextUtils.getRequiredWebApplicationContext(application)
                    .getBean(EngineAnswers.class);
            return Response.status(refusal.isPresent() ? EngineAnswers.statusOf(problem) : 500)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.RETRY_AFTER, later ? EngineAnswers.secondsToWait(problem) : null)
                    .entity(answers.body(problem, EngineAnswers.locale(request)))
                    .build();
        }
    }

    private static Optional<Problem> refusal(Throwable failure) {
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

    /** What would be a 500 with the words of somebody other than the engine: a database, a library, our own code. */
    private static boolean isFault(Throwable failure) {
        if (failure instanceof WebApplicationException
                || ExceptionHandlerHelper.getInstance().getStatus(failure).getStatusCode() < 500) {
            return false;
        }
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (!cause.getClass().getName().startsWith("org.camunda.")) {
                return true;
            }
        }
        return false;
    }
}
