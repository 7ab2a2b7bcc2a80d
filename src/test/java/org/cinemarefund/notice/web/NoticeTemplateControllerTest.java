package org.cinemarefund.notice.web;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.Map;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.NoticeKind;
import org.junit.jupiter.api.Test;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class NoticeTemplateControllerTest {

    @Test
    void only_kinds_with_a_template_are_asked_for() throws Exception {
        Map<NoticeKind, String> ids = Map.of(NoticeKind.CREDITED, "tpl-1", NoticeKind.EVIDENCE_REQUESTED, "tpl-3");
        MessageChannel channel = new MessageChannel() {
            @Override
            public boolean hasTemplate(NoticeKind kind) {
                return ids.containsKey(kind);
            }

            @Override
            public String templateId(NoticeKind kind) {
                return ids.get(kind);
            }

            @Override
            public boolean carries(NoticeKind kind, String field, String value) {
                return true;
            }

            @Override
            public Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
                throw new AssertionError("asking sends nothing");
            }
        };

        MockMvcBuilders.standaloneSetup(new NoticeTemplateController(channel))
                .build()
                .perform(get("/api/notice-templates"))
                .andExpect(status().isOk())
                .andExpect(content().json("""
                                {"items":[{"kind":"CREDITED","templateId":"tpl-1"},
                                          {"kind":"EVIDENCE_REQUESTED","templateId":"tpl-3"}]}
                                """, JsonCompareMode.STRICT));
    }
}
