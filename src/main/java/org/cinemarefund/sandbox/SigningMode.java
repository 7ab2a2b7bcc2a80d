package org.cinemarefund.sandbox;

/** Which of the platform's keys signs answers and notifications. */
public enum SigningMode {
    /** The WeChat Pay public key: what merchants have got since late 2024. There is no certificate to download. */
    PUBLIC_KEY,
    /** The platform certificate of older merchants. */
    CERTIFICATE,
    /**
     * A merchant in the week of changing over from the certificate to the public key: answers follow the request's
     * {@code Wechatpay-Serial}, notifications still come under the certificate.
     */
    SWITCHING
}
