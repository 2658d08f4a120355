// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The images that wait, in the table {@code regsync_hold}: one row for an image under a tag. */
final class HoldTable {
    private static final String OF_IMAGE = " where repository = ? and tag = ? and digest = ?";

    private static final String HOLDS =
            "select repository, tag, digest, source, reason, since, until, released, detail, passed from regsync_hold";

    private static final String INSERT =
            "insert into regsync_hold (repository, tag, digest, source, reason, run, since, until, released, detail) "
                    + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (repository, tag, digest) ";

    /** A tag that was put back waits for somebody, whatever let the image through before. */
    private static final String OVER_ALL =
            "do update set source = excluded.source, reason = excluded.reason, run = excluded.run, "
                    + "since = excluded.since, until = excluded.until, released = excluded.released, "
                    + "detail = excluded.detail, passed = null";

    /** A hook is asked about what nothing else holds; what somebody released for another reason it did not see. */
    private static final String OVER_WHAT_IS_OVER =
            "do update set source = excluded.source, reason = excluded.reason, run = excluded.run, until = null, "
                    + "passed = case when regsync_hold.reason = excluded.reason then regsync_hold.passed "
                    + "else regsync_hold.released end, "
                    + "released = case when regsync_hold.reason = excluded.reason then regsync_hold.released end, "
                    + "detail = excluded.detail "
                    + "where regsync_hold.reason <> 'rollback' or regsync_hold.released is not null";

    private final Session session;

    HoldTable(Session session) {
        this.session = session;
    }

    void hold(long run, Hold hold) throws IOException {
        String again = hold.reason() == Hold.Reason.ROLLBACK
                ? OVER_ALL
                : hold.reason() == Hold.Reason.HOOK ? OVER_WHAT_IS_OVER : "do nothing";
        ImageAt image = hold.image();
        session.write(
                "hold an image",
                statements -> statements.change(
                        INSERT + again,
                        image.repository(),
                        image.tag(),
                        image.digest(),
                        hold.source(),
                        hold.reason().word(),
                        run,
                        hold.since(),
                        hold.until(),
                        hold.released(),
                        hold.detail()));
    }

    void drop(ImageAt image) throws IOException {
        session.write(
                "let go of an image",
                statements -> statements.change(
                        "delete from regsync_hold" + OF_IMAGE + " and reason <> ?",
                        image.repository(),
                        image.tag(),
                        image.digest(),
                        Hold.Reason.ROLLBACK.word()));
    }

    Optional<Hold> of(ImageAt image) throws IOException {
        return session.read(
                "read whether an image is held",
                statements -> statements.one(
                        StoredRows::hold, HOLDS + OF_IMAGE, image.repository(), image.tag(), image.digest()));
    }

    List<Hold> held(int limit) throws IOException {
        List<Hold> held = session.read(
                "read what is held",
                statements -> statements.list(
                        StoredRows::hold,
                        HOLDS + " where released is null order by repository, tag, since limit ?",
                        limit));
        Comparator<Hold> order = Comparator.comparing(
                hold -> hold.image().repository() + ":" + hold.image().tag());
        return held.stream().sorted(order.thenComparing(Hold::since)).toList();
    }

    int count() throws IOException {
        return session.read(
                "count what is held",
                statements -> statements
                        .one(row -> row.getInt(1), "select count(*) from regsync_hold where released is null")
                        .orElse(0));
    }

    boolean release(ImageAt image, Instant at) throws IOException {
        Object[] key = {image.repository(), image.tag(), image.digest()};
        return session.write("release an image", statements -> {
            int changed = statements.change(
                    "update regsync_hold set released = ?" + OF_IMAGE + " and released is null",
                    at,
                    image.repository(),
                    image.tag(),
                    image.digest());
            Optional<Hold> now = statements.one(StoredRows::hold, HOLDS + OF_IMAGE, key);
            // Released at this very time: by the first try, whose answer was lost.
            return changed == 1
                    || now.flatMap(Hold::released)
                            .filter(time -> time.toEpochMilli() == at.toEpochMilli())
                            .isPresent();
        });
    }
}
