// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The images of an entry that are looked at or copied, to be named when its time is over before they are done. Thread-safe. */
final class UnderWay {
    private static final int MAX_NAMED = 5;

    private final Set<String> images = new TreeSet<>();

    /** Works on an image. One whose work was canceled stays under way. */
    <T> T with(Ref source, Answer.Question<T> work) throws IOException {
        String image = source.commonName();
        note(image, true);
        boolean canceled = false;
        try {
            return work.ask();
        } catch (IOException e) {
            canceled = RegistryException.is(e, ErrorKind.CANCELED);
            throw e;
        } finally {
            if (!canceled) {
                note(image, false);
            }
        }
    }

    private synchronized void note(String image, boolean begins) {
        if (begins) {
            images.add(image);
        } else {
            images.remove(image);
        }
    }

    /** The first of them, to follow a message; empty text for none. */
    synchronized String text() {
        if (images.isEmpty()) {
            return "";
        }
        String named = images.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
        String more = images.size() > MAX_NAMED ? " and " + (images.size() - MAX_NAMED) + " more" : "";
        return ", still at " + named + more;
    }
}
