package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.RuntimeService;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.cinemarefund.process.access.StaffGroups;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Breaks every rule of the house at once, so that each of them is seen to notice. Nobody uses it. */
@SuppressWarnings("unused")
class Offender {
    private StaffGroups knowsTheProcess;
    private RuntimeService knowsTheEngine;
    private WechatPayProperties knowsItsAdapter;
    private Date oldDate;
    private double yuan;

    @Autowired
    private Runnable injected;

    @GetMapping("/offence")
    ResponseEntity<String> servesAnAddress() {
        return knowsTheWeb();
    }

    private ResponseEntity<String> knowsTheWeb() {
        return ResponseEntity.ok("");
    }

    @SuppressWarnings("TimeZoneUsage")
    private Instant nowWithoutAClock() {
        return Instant.now();
    }

    private float halfOf(long fen) {
        return fen / 2f;
    }
}
