package org.cinemarefund.process.access;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.rest.dto.task.CommentDto;
import org.springframework.stereotype.Component;

/**
 * Remarks on a task, written and read by those who may work on it. The engine's own calls look the task up in its history,
 * for which people of one cinema have no right: the engine can give it for all cinemas at once only, or with one more row of
 * authorization for every refund ever made.
 */
@Component
class TaskComments {
    private final TaskService tasks;
    private final IdentityService identity;
    private final JsonMapper json = JsonMapper.builder()
            .defaultDateFormat(new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZ"))
            .build();

    TaskComments(TaskService tasks, IdentityService identity) {
        this.tasks = tasks;
        this.identity = identity;
    }

    void write(String taskId, String userId, String message, HttpServletResponse response) throws IOException {
        identity.setAuthenticatedUserId(userId);
        try {
            answer(response, CommentDto.fromComment(tasks.createComment(taskId, null, message)));
        } finally {
            identity.clearAuthentication();
        }
    }

    void read(String taskId, HttpServletResponse response) throws IOException {
        List<CommentDto> comments = tasks.getTaskComments(taskId).stream()
                .map(CommentDto::fromComment)
                .toList();
        answer(response, comments);
    }

    private void answer(HttpServletResponse response, Object body) throws IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
