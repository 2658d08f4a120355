// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.regsync.status.EntryStatus;
import io.regclient.regsync.status.HeldImage;
import io.regclient.regsync.status.HostStatus;
import io.regclient.regsync.status.ServerStatus;
import io.regclient.regsync.status.StateStatus;
import io.regclient.regsync.status.TagMove;
import io.regclient.regsync.web.PageView.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The page for people: one document that asks for nothing else and runs no script. */
final class StatusPage {
    private static final String STYLE = style();

    /** All that the page may load is the sheet inside of it and its icon. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String ICON =
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'"
                    + "%3E%3Crect width='16' height='16' rx='3' fill='%231f6feb'/%3E%3Cpath d='M4 6h7l-2-2M12 10H5l2 2' "
                    + "stroke='%23fff' stroke-width='1.6' fill='none'/%3E%3C/svg%3E";

    /** The page comes again after so many seconds. */
    private static final String REFRESH_SECONDS = "15";

    /** Entries on one page; browsers of phones take long for more. */
    private static final int MAX_ENTRIES = 1000;

    private final ServerStatus status;
    private final PageView view;
    private final Instant now;
    private final Html html = new Html();

    private StatusPage(ServerStatus status, PageView view) {
        this.status = status;
        this.view = view;
        now = status.now();
    }

    static WebReply of(ServerStatus status, PageView view) {
        WebReply reply = WebReply.of(WebReply.OK, "text/html; charset=utf-8", new StatusPage(status, view).write());
        return view.refreshes() ? reply.with("Refresh", REFRESH_SECONDS) : reply;
    }

    private String write() {
        html.open("html", "lang", "en").open("head").line();
        html.alone("meta", "charset", "utf-8").line();
        html.alone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.alone("meta", "name", "color-scheme", "content", "light dark").line();
        html.element("title", title()).line();
        html.alone("link", "rel", "icon", "href", ICON).line();
        html.style(STYLE).close().line();
        html.open("body").line();
        header();
        html.open("main").line();
        problems();
        tiles();
        entries();
        held();
        moves();
        hosts();
        html.close().line();
        footer();
        html.close().close().line();
        return html.toString();
    }

    private String title() {
        long failed = status.count(EntryStatus.Condition.FAILED);
        return failed > 0 ? failed + " failed - regsync" : "regsync";
    }

    private void header() {
        html.open("header").element("h1", "regsync").open("p");
        html.text("Version " + status.process().version() + ", ");
        if (status.process().name().isPresent()) {
            html.text("server ").name(status.process().name().get()).text(", ");
        }
        html.text("started ");
        time(status.process().began());
        html.text(", configuration read ");
        time(status.config().since());
        html.text(".").close().line();
        html.open("p").text("As of ").element("time", PageText.exact(now), "datetime", now.toString());
        html.text(view.refreshes() ? ", again every " + REFRESH_SECONDS + " s. " : ", not updated. ");
        html.element(
                "a",
                view.refreshes() ? "Pause updates" : "Update by itself",
                "href",
                view.linkToRefresh(!view.refreshes()));
        html.close().close().line();
    }

    private void problems() {
        problem("A newer configuration is not used", status.config().problem());
        problem("The state cannot be read", status.state().flatMap(StateStatus::problem));
    }

    private void problem(String what, Optional<String> why) {
        if (why.isPresent()) {
            html.open("p", "class", "problem").element("strong", what + ": ").element("bdi", why.get());
            html.close().line();
        }
    }

    private void tiles() {
        html.open("nav", "aria-label", "Entries by state").open("ul", "class", "tiles");
        tile(Selection.ALL, "Entries", status.entries().size());
        tile(Selection.FAILED, "Failed", count(Selection.FAILED));
        tile(Selection.LATE, "Late", count(Selection.LATE));
        tile(Selection.RUNNING, "Running", count(Selection.RUNNING));
        tile(Selection.HELD, "Holding images", count(Selection.HELD));
        tile(Selection.WAITING, "Waiting", count(Selection.WAITING));
        tile(Selection.OK, "Up to date", count(Selection.OK));
        html.close().close().line();
    }

    private long count(Selection selection) {
        return status.entries().stream().filter(selection::has).count();
    }

    private void tile(Selection selection, String name, long count) {
        String tone = count > 0 && selection != Selection.ALL ? "tile " + selection.word() : "tile";
        html.open("li");
        if (selection == view.show()) {
            html.open("a", "class", tone, "href", view.link(selection), "aria-current", "page");
        } else {
            html.open("a", "class", tone, "href", view.link(selection));
        }
        html.element("b", Long.toString(count))
                .text(" ")
                .element("span", name)
                .close()
                .close();
    }

    private void entries() {
        List<EntryStatus> shown = status.entries().stream()
                .filter(view.show()::has)
                .sorted(Comparator.comparing(StatusPage::isFine))
                .toList();
        html.open("section", "aria-labelledby", "entries").element("h2", "Entries", "id", "entries");
        if (shown.isEmpty()) {
            html.element("p", "No entry is so.", "class", "none");
        } else {
            html.open("ul", "class", "entries").line();
            PageEntry page = new PageEntry(html, now);
            shown.stream().limit(MAX_ENTRIES).forEach(page::write);
            html.close();
        }
        if (shown.size() > MAX_ENTRIES) {
            html.element("p", "And " + (shown.size() - MAX_ENTRIES) + " more.", "class", "none");
        }
        html.close().line();
    }

    /** What is not fine comes first, the rest in the order of the file. */
    private static boolean isFine(EntryStatus entry) {
        return entry.condition() != EntryStatus.Condition.FAILED && entry.condition() != EntryStatus.Condition.LATE;
    }

    private void held() {
        List<HeldImage> images = status.state().map(StateStatus::held).orElse(List.of());
        if (images.isEmpty()) {
            return;
        }
        html.open("section", "aria-labelledby", "held").element("h2", "Held images", "id", "held");
        html.open("ul", "class", "rows").line();
        for (HeldImage image : images) {
            html.open("li").open("span", "class", "name").name(image.target());
            html.text(" ").element("code", PageText.digest(image.digest()), "title", image.digest());
            html.close().open("span", "class", "more").text(image.reason());
            image.since().ifPresent(since -> {
                html.text(", since ");
                time(since);
            });
            if (image.until().isPresent()) {
                html.text(", until ");
                time(image.until().get());
            } else {
                html.text(
                        image.isHeldByHook()
                                ? ", until the hook allows it or it is released"
                                : ", until it is released");
            }
            html.close().close().line();
        }
        html.close();
        int more = status.state().map(StateStatus::heldCount).orElse(0) - images.size();
        if (more > 0) {
            html.element("p", "And " + more + " more, \"regsync held\" lists all.", "class", "none");
        }
        html.close().line();
    }

    private void moves() {
        html.open("section", "aria-labelledby", "moves").element("h2", "Recent moves", "id", "moves");
        if (status.moves().isEmpty()) {
            html.element("p", "No tag has moved yet.", "class", "none");
        } else {
            html.open("ul", "class", "rows").line();
            status.moves().forEach(this::move);
            html.close();
        }
        html.close().line();
    }

    private void move(TagMove move) {
        html.open("li").open("span", "class", "name").name(move.target()).close();
        html.open("span", "class", "more").text(move.kind());
        if (!move.end().equals("done")) {
            html.text(" (" + move.end() + ")");
        }
        html.text(" ");
        time(move.at());
        html.text(": ");
        digest(move.from());
        html.text(" → ");
        digest(move.to());
        html.close().close().line();
    }

    private void digest(Optional<String> digest) {
        if (digest.isPresent()) {
            html.element("code", PageText.digest(digest.get()), "title", digest.get());
        } else {
            html.text("–");
        }
    }

    private void hosts() {
        if (status.hosts().isEmpty()) {
            return;
        }
        html.open("section", "aria-labelledby", "hosts").element("h2", "Registries", "id", "hosts");
        html.open("ul", "class", "rows").line();
        for (HostStatus host : status.hosts()) {
            html.open("li").open("span", "class", "name").name(host.host()).close();
            html.open("span", "class", "more")
                    .text(PageText.count(host.total(), "request", "requests") + ", "
                            + PageText.bytes(host.receivedBytes()) + " received, " + PageText.bytes(host.sentBytes())
                            + " sent");
            host.width().ifPresent(width -> html.text(", " + width + " at once"));
            host.remaining().ifPresent(left -> html.text(", " + PageText.count(left, "pull", "pulls") + " left"));
            if (host.refused() > 0) {
                html.text(", " + PageText.count(host.refused(), "request", "requests") + " refused (429)");
            }
            html.close().close().line();
        }
        html.close().close().line();
    }

    private void footer() {
        html.open("footer")
                .open("p")
                .element("a", "Metrics", "href", "/metrics")
                .text(" for Prometheus, ");
        html.element("a", "this page as JSON", "href", "/api/status")
                .text(".")
                .close()
                .close()
                .line();
    }

    private void time(Instant time) {
        PageEntry.time(html, time, now);
    }

    private static String style() {
        try (InputStream in = StatusPage.class.getResourceAsStream("status.css")) {
            if (in == null) {
                throw new IllegalStateException("the sheet of the page is missing in this package");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
