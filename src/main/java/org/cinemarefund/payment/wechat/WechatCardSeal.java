package org.cinemarefund.payment.wechat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import javax.crypto.Cipher;
import org.cinemarefund.payment.card.CardSeal;
import org.cinemarefund.payment.card.PayeeCard;

/** Encrypts single fields under WeChat Pay's public key, as its interface wants sensitive fields (RSA-OAEP, SHA-1, MGF1). */
final class WechatCardSeal implements CardSeal {
    private static final String ALGORITHM = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    private static final int DIGITS_TOLD = 4;

    private final String publicKeyId;
    private final PublicKey publicKey;

    WechatCardSeal(String publicKeyId, PublicKey publicKey) {
        this.publicKeyId = publicKeyId;
        this.publicKey = publicKey;
    }

    @Override
    public PayeeCard seal(String bankType, String account, String name) {
        var lastDigits = account.substring(account.length() - DIGITS_TOLD);
        return new PayeeCard(bankType, lastDigits, sealed(account), sealed(name), publicKeyId);
    }

    private String sealed(String text) {
        try {
            var cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, publicKey);
            return Base64.getEncoder().encodeToString(cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("WeChat Pay's public key cannot encrypt", e);
        }
    }
}
