package org.cinemarefund.evidence.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.cinemarefund.evidence.EvidenceDesk;
import org.cinemarefund.evidence.EvidenceDesk.Shown;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.identity.web.StaffSession;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Pictures come in by their owner and are shown to them and to the staff of their case, as pictures and as nothing else. */
@RestController
@RequestMapping("/api/evidence")
class EvidenceController {
    /** Whatever a browser makes of the answer, it runs nothing and knows nothing of this site. */
    private static final String NOTHING_RUNS = "default-src 'none'; sandbox";

    private final EvidenceDesk desk;
    private final StaffSession session;

    EvidenceController(EvidenceDesk desk, StaffSession session) {
        this.desk = desk;
        this.session = session;
    }

    /** @param bytes of the picture as it is kept */
    record Uploaded(String id, String contentType, int bytes) {}

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Uploaded> upload(Moviegoer moviegoer, @RequestParam("file") MultipartFile file) throws IOException {
        var picture = desk.upload(moviegoer.openid(), file.getBytes());
        return ResponseEntity.created(URI.create("/api/evidence/" + picture.id()))
                .body(new Uploaded(picture.id(), picture.contentType(), picture.bytes()));
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> show(
            Optional<Moviegoer> moviegoer, @PathVariable("id") String id, HttpServletRequest request) {
        return answer(moviegoer
                .map(owner -> desk.toOwner(owner.openid(), id))
                .orElseGet(() -> desk.toStaff(session.required(request), id)));
    }

    private static ResponseEntity<byte[]> answer(Shown shown) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(shown.contentType()))
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"picture.jpg\"")
                .header("Content-Security-Policy", NOTHING_RUNS)
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("X-Content-Type-Options", "nosniff")
                .body(shown.content());
    }
}
