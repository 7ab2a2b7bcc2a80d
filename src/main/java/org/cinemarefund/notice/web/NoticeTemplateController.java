package org.cinemarefund.notice.web;

import java.util.List;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.NoticeKind;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which templates the mini-program asks the moviegoer's consent for. */
@RestController
class NoticeTemplateController {
    private final MessageChannel channel;

    NoticeTemplateController(MessageChannel channel) {
        this.channel = channel;
    }

    @GetMapping("/api/notice-templates")
    Templates templates() {
        return new Templates(NoticeKind.asked().stream()
                .filter(channel::hasTemplate)
                .map(kind -> new Template(kind, channel.templateId(kind)))
                .toList());
    }

    record Templates(List<Template> items) {}

    record Template(NoticeKind kind, String templateId) {}
}
