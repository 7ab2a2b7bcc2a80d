package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.finance.AlarmTasks;
import org.cinemarefund.payment.CertificateRefusals;
import org.cinemarefund.payment.ChannelTrust;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.process.CertificateAlarm;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.transaction.support.TransactionOperations;

/** The merchant certificate ends: no refund is lost or refused by it, and one person is told, once. */
class ExpiredCertificateTest extends MoneyScenario {
    @Autowired
    private ChannelTrust trust;

    @Autowired
    private CertificateRefusals refusals;

    @Autowired
    private AlarmTasks alarms;

    @Autowired
    private Merchant merchant;

    @Autowired
    @Qualifier("ownTransaction")
    private TransactionOperations apart;

    @Autowired
    private CertificateAlarm thisNode;

    @AfterEach
    void wechat_believes_us_again() {
        sandbox.sandbox().merchantCertificateExpired(false);
        approved().performs(Step.submitRefund);
        thisNode.look();
        runtime.createProcessInstanceQuery()
                .processDefinitionKey(SettlementAlarmProcess.KEY)
                .processInstanceBusinessKey(merchant.mchId())
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "another test"));
    }

    @Test
    void refunds_wait_as_unknown_and_two_nodes_make_one_task_until_it_was_well_in_between() {
        var otherNode = new CertificateAlarm(trust, refusals, alarms, merchant, apart);
        var refund = approved();
        sandbox.sandbox().merchantCertificateExpired(true);

        refund.performs(Step.submitRefund);
        polls(refund);
        thisNode.look();
        otherNode.look();

        assertThat(refund.money()).isEqualTo("UNKNOWN");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.incidents()).isEmpty();
        assertThat(trust.troubles().get("refused")).contains("商户证书已过期/已作废");
        assertThat(task().getName()).isEqualTo("检查商户证书：微信不认可商户号 " + merchant.mchId() + " 的请求");

        done(task());
        polls(refund);
        thisNode.look();
        otherNode.look();
        new CertificateAlarm(trust, refusals, alarms, merchant, apart).look();
        assertThat(task()).as("the same as before").isNull();

        sandbox.sandbox().merchantCertificateExpired(false);
        polls(refund);
        refund.performs(Step.submitRefund);
        thisNode.look();
        assertThat(trust.troubles()).isEmpty();

        sandbox.sandbox().merchantCertificateExpired(true);
        polls(refund);
        thisNode.look();
        otherNode.look();
        assertThat(task()).as("another time").isNotNull();

        sandbox.sandbox().merchantCertificateExpired(false);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    private Task task() {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(merchant.mchId())
                .taskDefinitionKey(SettlementAlarmProcess.Task.examineAlarm.name())
                .singleResult();
    }

    private void done(Task task) {
        claims(task.getId(), FINANCE).expect(204);
        complete(task.getId(), FINANCE, "complete", Map.of("comment", "证书已申请更换"))
                .expect(204);
    }
}
