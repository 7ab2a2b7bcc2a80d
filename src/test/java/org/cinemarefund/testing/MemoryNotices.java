package org.cinemarefund.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.Notices;

/** What is to be told to moviegoers, and what they agreed to; nothing is ever sent. */
public final class MemoryNotices implements Notices {
    /** As {@code R1 REJECTED 1}. */
    public final List<String> intended = new ArrayList<>();

    /** As {@code R1 CREDITED}. */
    public final List<String> granted = new ArrayList<>();

    public NoticeDesk desk() {
        return new NoticeDesk(this, new NoChannel(), new PlainTransactions());
    }

    @Override
    public boolean intend(String applicationNo, NoticeKind kind, int round) {
        return intended.add(applicationNo + " " + kind + " " + round);
    }

    @Override
    public void addGrants(String applicationNo, Set<NoticeKind> kinds) {
        kinds.forEach(kind -> granted.add(applicationNo + " " + kind));
    }

    @Override
    public Optional<Notice> find(String applicationNo, NoticeKind kind, int round) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean move(String applicationNo, NoticeKind kind, int round, State from, State to, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int grants(String applicationNo, NoticeKind kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean spendGrant(String applicationNo, NoticeKind kind) {
        throw new UnsupportedOperationException();
    }

    private static final class NoChannel implements MessageChannel {
        @Override
        public boolean hasTemplate(NoticeKind kind) {
            return false;
        }

        @Override
        public String templateId(NoticeKind kind) {
            return null;
        }

        @Override
        public boolean carries(NoticeKind kind, String field, String value) {
            return false;
        }

        @Override
        public Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
            throw new UnsupportedOperationException();
        }
    }
}
