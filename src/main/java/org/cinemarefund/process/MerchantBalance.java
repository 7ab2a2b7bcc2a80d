package org.cinemarefund.process;

import org.cinemarefund.payment.BalanceSignal;
import org.springframework.stereotype.Component;

@Component
class MerchantBalance implements BalanceSignal {
    @Override
    public void ranShort() {}

    @Override
    public void restored() {}
}
