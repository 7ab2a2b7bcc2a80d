package org.cinemarefund.process;

import java.time.Instant;
import org.cinemarefund.finance.AlarmTasks;
import org.cinemarefund.payment.CertificateRefusals;
import org.cinemarefund.payment.ChannelTrust;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts it in front of a person that WeChat does not believe our certificate any more: once for all nodes, until it was believed in
 * between. Beside the refunds, not in their transactions: they stay unknown and go on by themselves when it is believed again.
 */
@Component
public class CertificateAlarm {
    public static final String KIND = "MERCHANT_CERTIFICATE";
    private static final Logger log = LoggerFactory.getLogger(CertificateAlarm.class);

    private final ChannelTrust trust;
    private final CertificateRefusals refusals;
    private final AlarmTasks alarms;
    private final Merchant merchant;
    private final TransactionOperations apart;
    private Said said = Said.NOTHING;

    /** What this node passed on last. */
    private enum Said {
        NOTHING,
        REFUSED,
        BELIEVED
    }

    public CertificateAlarm(
            ChannelTrust trust,
            CertificateRefusals refusals,
            AlarmTasks alarms,
            Merchant merchant,
            @Qualifier("ownTransaction") TransactionOperations apart) {
        this.trust = trust;
        this.refusals = refusals;
        this.alarms = alarms;
        this.merchant = merchant;
        this.apart = apart;
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT10S")
    public synchronized void look() {
        var refused = trust.refusedSince();
        var now = refused.isPresent() ? Said.REFUSED : trust.believed() ? Said.BELIEVED : Said.NOTHING;
        if (now == said) {
            return;
        }
        try {
            apart.executeWithoutResult(status -> refused.ifPresentOrElse(this::tell, this::wellAgain));
            said = now;
        } catch (RuntimeException e) {
            // Another node was faster, or the database went away: said again with the next look.
            log.info("merchant certificate: said with the next look");
        }
    }

    private void tell(Instant since) {
        var mchId = merchant.mchId();
        if (!refusals.told(mchId)) {
            refusals.tell(mchId, since);
            alarms.open(mchId, null, KIND);
            log.warn("WeChat Pay does not believe the certificate of merchant {}: finance has a task", mchId);
        }
    }

    private void wellAgain() {
        refusals.forget(merchant.mchId());
    }
}
