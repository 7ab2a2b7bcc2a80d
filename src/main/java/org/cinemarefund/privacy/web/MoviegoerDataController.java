package org.cinemarefund.privacy.web;

import java.util.regex.Pattern;
import org.cinemarefund.privacy.MoviegoerData;
import org.cinemarefund.privacy.PrivacyDesk;
import org.cinemarefund.shared.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Asked by the order system, which knows that the moviegoer wants it. */
@RestController
@RequestMapping("/internal/moviegoers/{openid}/data")
class MoviegoerDataController {
    private static final Pattern OPENID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    private final PrivacyDesk desk;

    MoviegoerDataController(PrivacyDesk desk) {
        this.desk = desk;
    }

    @GetMapping
    MoviegoerData export(@PathVariable("openid") String openid) {
        return desk.export(valid(openid));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable("openid") String openid) {
        desk.erase(valid(openid));
    }

    private static String valid(String openid) {
        if (!OPENID.matcher(openid).matches()) {
            throw Problem.invalid("openid", "id");
        }
        return openid;
    }
}
