package org.cinemarefund.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A subscription message template of the sandbox's mini-program.
 *
 * @param id 43 characters
 * @param fields the template's keys, to what the product puts there
 */
public record MessageTemplate(String id, Map<String, String> fields) {

    static Map<String, MessageTemplate> all() {
        var templates = new LinkedHashMap<String, MessageTemplate>();
        templates.put(
                "credited",
                new MessageTemplate(
                        "SandboxCreditedTemplate00000000000000000001",
                        Map.of(
                                "character_string1", "applicationNo",
                                "thing2", "filmTitle",
                                "amount3", "refundAmount",
                                "time4", "time")));
        templates.put(
                "rejected",
                new MessageTemplate(
                        "SandboxRejectedTemplate00000000000000000002",
                        Map.of(
                                "character_string1", "applicationNo",
                                "thing2", "filmTitle",
                                "thing3", "status",
                                "phone_number4", "phone")));
        templates.put(
                "evidence-requested",
                new MessageTemplate(
                        "SandboxEvidenceTemplate00000000000000000003",
                        Map.of(
                                "character_string1", "applicationNo",
                                "thing2", "filmTitle",
                                "thing3", "status",
                                "time4", "time")));
        return templates;
    }
}
