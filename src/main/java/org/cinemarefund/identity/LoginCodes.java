package org.cinemarefund.identity;

import org.cinemarefund.shared.Problem;

/** Exchanges what {@code wx.login} gave the mini-program for the person behind it. */
public interface LoginCodes {

    /**
     * The openid of the code's owner.
     *
     * @throws Problem LOGIN_CODE_INVALID for a wrong, used or expired code; TOO_MANY_REQUESTS or TRY_LATER when WeChat says so
     */
    String exchange(String code);
}
