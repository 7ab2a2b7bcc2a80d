package org.cinemarefund.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestCookieException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;

/** Which problem an exception stands for, wherever it was thrown. */
public final class ProblemOf {
    private static final int DEEPEST = 20;

    private ProblemOf() {}

    /** Empty when it is a fault of our own. */
    static Optional<Problem> exception(Throwable thrown) {
        return firstInChain(thrown, Problem.class::isInstance)
                .map(Problem.class::cast)
                .or(() -> tooLarge(thrown))
                .or(() -> badInput(thrown))
                .or(() -> tryLater(thrown))
                .or(() -> decidedByFramework(thrown));
    }

    /**
     * Told from what the container throws, never from words such as "connection reset": those could be about a connection of ours,
     * and then the caller is still there and must not be left with an empty success.
     */
    static boolean isCallerGone(Throwable thrown) {
        return firstInChain(
                        thrown, t -> t instanceof ClientAbortException || t instanceof AsyncRequestNotUsableException)
                .isPresent();
    }

    /** What a bare HTTP status stands for. */
    public static Problem status(int status) {
        return new Problem(
                switch (status) {
                    case 401 -> ProblemCode.UNAUTHENTICATED;
                    case 403 -> ProblemCode.FORBIDDEN;
                    case 404 -> ProblemCode.NOT_FOUND;
                    case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
                    case 406 -> ProblemCode.NOT_ACCEPTABLE;
                    case 413 -> ProblemCode.PAYLOAD_TOO_LARGE;
                    case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
                    case 429 -> ProblemCode.TOO_MANY_REQUESTS;
                    case 503 -> ProblemCode.TRY_LATER;
                    default -> status >= 400 && status < 500 ? ProblemCode.INVALID_REQUEST : ProblemCode.INTERNAL_ERROR;
                });
    }

    private static Optional<Problem> tooLarge(Throwable thrown) {
        return firstInChain(thrown, MaxUploadSizeExceededException.class::isInstance)
                .map(t -> new Problem(ProblemCode.PAYLOAD_TOO_LARGE));
    }

    private static Optional<Problem> badInput(Throwable thrown) {
        if (thrown instanceof HttpMessageNotReadableException) {
            return Optional.of(unreadable(thrown.getCause()));
        }
        if (thrown instanceof MethodArgumentNotValidException || thrown instanceof BindException) {
            return Optional.of(invalid((BindingResult) thrown));
        }
        if (thrown instanceof HandlerMethodValidationException e) {
            // A return value that breaks its own constraints is our fault, not the caller's.
            return e.isForReturnValue()
                    ? Optional.empty()
                    : e.getParameterValidationResults().stream().findFirst().map(ProblemOf::invalid);
        }
        if (thrown instanceof ConstraintViolationException e) {
            return e.getConstraintViolations().stream()
                    .min(Comparator.comparing(
                            violation -> violation.getPropertyPath().toString()))
                    .map(ProblemOf::invalid);
        }
        if (thrown instanceof MissingServletRequestParameterException e) {
            return Optional.of(Problem.invalid(e.getParameterName(), "required"));
        }
        if (thrown instanceof MissingRequestHeaderException e) {
            return Optional.of(Problem.invalid(e.getHeaderName(), "required"));
        }
        if (thrown instanceof MissingRequestCookieException e) {
            return Optional.of(Problem.invalid(e.getCookieName(), "required"));
        }
        if (thrown instanceof MissingServletRequestPartException e) {
            return Optional.of(Problem.invalid(e.getRequestPartName(), "required"));
        }
        if (thrown instanceof MethodArgumentTypeMismatchException e) {
            return Optional.of(Problem.invalid(e.getName(), "type"));
        }
        if (thrown instanceof TypeMismatchException e) {
            return Optional.of(
                    Problem.invalid(Optional.ofNullable(e.getPropertyName()).orElse("parameter"), "type"));
        }
        if (thrown instanceof MultipartException) {
            return Optional.of(Problem.invalid("file", "malformed"));
        }
        if (thrown instanceof ServletRequestBindingException e
                && e.getStatusCode().is4xxClientError()) {
            return Optional.of(Problem.invalid("parameter", "required"));
        }
        return Optional.empty();
    }

    private static Problem unreadable(Throwable cause) {
        if (cause == null) {
            return Problem.invalid("body", "required");
        }
        var limit = firstInChain(cause, StreamConstraintsException.class::isInstance);
        if (limit.isPresent()) {
            return Problem.invalid(field(cause), "too-big");
        }
        if (cause instanceof InvalidFormatException e && e.getTargetType().isEnum()) {
            return Problem.invalid(field(cause), "choice");
        }
        // The second kind is a number that does not fit.
        if (cause instanceof MismatchedInputException
                || firstInChain(cause, InputCoercionException.class::isInstance).isPresent()) {
            return Problem.invalid(field(cause), "type");
        }
        if (cause instanceof JsonMappingException && !(cause.getCause() instanceof JsonProcessingException)) {
            return Problem.invalid(field(cause), "format");
        }
        return Problem.invalid("body", "malformed");
    }

    /** Where in the body it went wrong, such as {@code evidence[2]}. Only what looks like our names: keys come from outside. */
    private static String field(Throwable cause) {
        if (!(cause instanceof JsonMappingException mapping)) {
            return "body";
        }
        var field = new StringBuilder();
        for (var step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return field.toString().matches("[A-Za-z0-9_.\\[\\]-]{1,100}") ? field.toString() : "body";
    }

    private static Problem invalid(BindingResult result) {
        return result.getFieldErrors().stream()
                .min(Comparator.comparing(FieldError::getField))
                .map(ProblemOf::invalid)
                .orElseGet(() -> Problem.invalid("body", "format"));
    }

    private static Problem invalid(FieldError error) {
        return Problem.invalid(error.getField(), error.isBindingFailure() ? "type" : hint(error.getCode()));
    }

    private static Problem invalid(ParameterValidationResult result) {
        if (result instanceof ParameterErrors errors && errors.hasFieldErrors()) {
            return errors.getFieldErrors().stream()
                    .min(Comparator.comparing(FieldError::getField))
                    .map(ProblemOf::invalid)
                    .orElseThrow();
        }
        var name = Optional.ofNullable(result.getMethodParameter().getParameterName());
        var codes = result.getResolvableErrors().get(0).getCodes();
        return Problem.invalid(
                name.orElse("parameter"), hint(codes == null || codes.length == 0 ? "" : codes[codes.length - 1]));
    }

    private static Problem invalid(ConstraintViolation<?> violation) {
        var path = violation.getPropertyPath().toString();
        var constraint = violation.getConstraintDescriptor().getAnnotation().annotationType();
        return Problem.invalid(path.substring(path.lastIndexOf('.') + 1), hint(constraint.getSimpleName()));
    }

    private static String hint(String constraint) {
        return switch (constraint == null ? "" : constraint) {
            case "NotNull", "NotBlank", "NotEmpty" -> "required";
            case "Size", "Length" -> "length";
            case "Min",
                    "Max",
                    "Positive",
                    "PositiveOrZero",
                    "Negative",
                    "NegativeOrZero",
                    "DecimalMin",
                    "DecimalMax",
                    "Digits",
                    "Range" -> "range";
            case "typeMismatch" -> "type";
            default -> "format";
        };
    }

    /** Empty unless it passes by itself: a race that was lost, a database that is away or did not answer a commit. */
    public static Optional<Problem> tryLater(Throwable thrown) {
        // Two at the same thing: whoever lost may ask again at once.
        if (firstInChain(thrown, ProblemOf::isLostRace).isPresent()) {
            return Optional.of(later(1));
        }
        return firstInChain(thrown, ProblemOf::isDatabaseAway).map(t -> later(5));
    }

    private static Problem later(int seconds) {
        return new Problem(ProblemCode.TRY_LATER).with(ProblemResponses.RETRY_AFTER, seconds);
    }

    private static boolean isLostRace(Throwable thrown) {
        // By name: the engine's class of this name must not be known outside the package that speaks to the engine.
        return thrown.getClass().getSimpleName().equals("OptimisticLockingException")
                || thrown instanceof ConcurrencyFailureException
                || thrown instanceof SQLException e && hasState(e, "40", "55P03", "HYT00", "90131");
    }

    private static boolean isDatabaseAway(Throwable thrown) {
        return thrown instanceof TransientDataAccessException
                || thrown instanceof RecoverableDataAccessException
                || thrown instanceof DataAccessResourceFailureException
                || thrown instanceof CannotCreateTransactionException
                || thrown instanceof TransactionTimedOutException
                // Neither committed nor rolled back: the connection broke in the middle of it.
                || thrown instanceof TransactionSystemException
                || thrown instanceof AsyncRequestTimeoutException
                || thrown instanceof SQLTransientException
                || thrown instanceof SQLRecoverableException
                || thrown instanceof SQLNonTransientConnectionException
                // Connection lost, out of resources, shut down or cancelled, read-only after a fail-over; H2: closed,
                // broken.
                || thrown instanceof SQLException e
                        && hasState(e, "08", "53", "57", "25006", "25P03", "90067", "90098", "90121");
    }

    private static boolean hasState(SQLException e, String... prefixes) {
        return e.getSQLState() != null && Stream.of(prefixes).anyMatch(e.getSQLState()::startsWith);
    }

    private static Optional<Problem> decidedByFramework(Throwable thrown) {
        if (thrown instanceof AuthenticationException) {
            return Optional.of(new Problem(ProblemCode.UNAUTHENTICATED));
        }
        if (thrown instanceof AccessDeniedException) {
            return Optional.of(new Problem(ProblemCode.FORBIDDEN));
        }
        return Optional.of(thrown)
                .filter(ErrorResponse.class::isInstance)
                .map(t -> ((ErrorResponse) t).getStatusCode())
                .map(HttpStatusCode::value)
                .map(ProblemOf::status)
                .filter(problem -> problem.code() != ProblemCode.INTERNAL_ERROR);
    }

    /** Names and states only: a database's messages repeat the values of a row. */
    public static String causes(Throwable thrown) {
        var causes = new StringBuilder();
        var depth = 0;
        for (var t = thrown; t != null && depth < 10; t = t.getCause(), depth++) {
            causes.append(depth == 0 ? "" : " < ").append(t.getClass().getSimpleName());
            if (t instanceof SQLException e) {
                causes.append('[').append(e.getSQLState()).append(']');
            }
        }
        return causes.toString();
    }

    private static Optional<Throwable> firstInChain(Throwable thrown, Predicate<Throwable> wanted) {
        return Stream.iterate(thrown, t -> t != null, Throwable::getCause)
                .limit(DEEPEST)
                .filter(wanted)
                .findFirst();
    }
}
