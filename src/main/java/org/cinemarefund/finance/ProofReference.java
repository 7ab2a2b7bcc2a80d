package org.cinemarefund.finance;

import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;

/** What proves a payment outside WeChat: the number of a transfer or of a receipt. */
public final class ProofReference {
    private static final int MOST_CHARACTERS = 100;

    private ProofReference() {}

    /**
     * As it came in, checked for form; missing when there is none.
     *
     * @throws Problem when it is no reference, or is missing where it is a must
     */
    public static @Nullable String of(Object given, boolean required) {
        var text = FreeText.optional("proofReference", given);
        var proof = text == null ? "" : text.strip();
        if (required && proof.isEmpty()) {
            throw new Problem(ProblemCode.PROOF_REQUIRED).with("field", "proofReference");
        }
        if (proof.length() > MOST_CHARACTERS || proof.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid("proofReference", "too-long");
        }
        return proof.isEmpty() ? null : proof;
    }
}
