package org.cinemarefund.privacy;

import java.time.Clock;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.Pseudonym;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Hands out what is stored about a moviegoer, and erases it. */
@Service
public class PrivacyDesk {
    private final PersonalData data;
    private final OpenWork work;
    private final Clock clock;

    PrivacyDesk(PersonalData data, OpenWork work, Clock clock) {
        this.data = data;
        this.work = work;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public MoviegoerData export(String openid) {
        var all = data.of(openid);
        SecurityLog.write(
                SecurityLog.Event.DATA_EXPORTED,
                null,
                "applications " + all.applications().size());
        return all;
    }

    /**
     * Erases their words and pictures and puts a pseudonym in their place, everywhere. The record of the money stays whole, and is
     * about nobody any more. Does nothing for one nobody knows.
     *
     * @throws Problem APPLICATION_OPEN while one of their applications, or a task of finance about one, is open
     */
    @Transactional
    public void erase(String openid) {
        var cases = data.lock(openid);
        var numbers = cases.stream().map(PersonalData.Case::applicationNo).toList();
        if (!cases.stream().allMatch(PersonalData.Case::over) || work.isAbout(numbers)) {
            throw new Problem(ProblemCode.APPLICATION_OPEN);
        }
        data.eraseWords(numbers, clock.instant());
        work.eraseWords(numbers);
        data.erasePictures(openid);
        data.rename(openid, Pseudonym.next());
        SecurityLog.write(SecurityLog.Event.DATA_ERASED, null, "applications " + numbers.size());
    }
}
