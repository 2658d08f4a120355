// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.regclient.regsync.status.StatusFixture;
import io.regclient.testing.ExampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * docs/server.md: the status page in Chromium, where Debian's packages chromium and chromium-driver are installed. The
 * pictures of that page are taken with UPDATE_DOCS=1.
 */
@Timeout(120)
class StatusPageIT {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    @TempDir
    private static Path profile = Path.of("");

    private static ChromeDriver browser;

    /** Windows in which people look at the page. */
    enum Window {
        LIGHT(1100, 1000, "light"),
        DARK(1100, 1000, "dark"),
        NARROW(360, 800, "light");

        private final int width;
        private final int height;
        private final String scheme;

        Window(int width, int height, String scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }

        void open(ChromeDriver driver, String url) {
            driver.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            driver.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", this == NARROW));
            driver.get(url);
        }
    }

    @BeforeAll
    static void start() {
        assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--lang=en",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
        browser.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static List<String> messages() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    private static void isAccessible() {
        Results results = new AxeBuilder().analyze(browser);
        assertThat(results.getPasses())
                .as("rules that found something to check")
                .hasSizeGreaterThan(10);
        assertThat(results.getViolations())
                .extracting(rule -> rule.getId() + ": " + rule.getHelp() + nodes(rule))
                .isEmpty();
    }

    private static String nodes(Rule rule) {
        return rule.getNodes().stream()
                .map(node -> "\n  " + node.getHtml())
                .limit(5)
                .toList()
                .toString();
    }

    private static long number(String script) {
        return Long.parseLong(String.valueOf(browser.executeScript("return Math.round(" + script + ")")));
    }

    private static void isNoWiderThanItsWindow(Window window) {
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(window.width);
    }

    @ParameterizedTest
    @DisplayName("the page is whole, accessible and loads nothing else, in light, dark and narrow windows")
    @EnumSource
    void shows(Window window) throws IOException {
        try (ShownServer shown = ShownServer.ordinary()) {
            window.open(browser, shown.url());
            assertThat(browser.getTitle()).isEqualTo("1 failed - regsync");
            assertThat(browser.findElements(By.cssSelector(".entries > li"))).hasSize(6);
            assertThat(browser.findElement(By.cssSelector(".entries > li h3")).getText())
                    .as("what has failed comes first")
                    .isEqualTo("mirror.example.org/team/billing");
            assertThat(browser.findElement(By.cssSelector(".errors")).getText()).contains("status 401");
            assertThat(browser.manage().getCookies()).isEmpty();
            assertThat(number("performance.getEntriesByType('resource').length"))
                    .isZero();
            isNoWiderThanItsWindow(window);
            picture(window);
            isAccessible();
            assertThat(messages()).isEmpty();
        }
    }

    /** What is on the whole page, or on the first screens of a phone. */
    private static void picture(Window window) throws IOException {
        if (System.getenv("UPDATE_DOCS") == null) {
            return;
        }
        long height = Math.min(number("document.documentElement.scrollHeight"), 1000);
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", window.width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Path images = ExampleFiles.directory().resolveSibling("docs").resolve("images");
        Files.createDirectories(images);
        String name = "status-" + window.name().toLowerCase(java.util.Locale.ROOT) + ".png";
        Files.write(images.resolve(name), browser.getScreenshotAs(OutputType.BYTES));
    }

    @ParameterizedTest
    @DisplayName("hostile names and errors stay texts: nothing of them runs, loads, hides or breaks the page")
    @EnumSource
    void keepsTexts(Window window) throws IOException {
        try (ShownServer shown = ShownServer.of(StatusFixture.HOSTILE)) {
            window.open(browser, shown.url());
            assertThat(browser.findElements(By.tagName("script"))).isEmpty();
            assertThat(browser.findElements(By.tagName("img"))).isEmpty();
            assertThat(browser.findElements(By.tagName("style"))).hasSize(1);
            assertThat(browser.findElements(By.cssSelector("[onerror]"))).isEmpty();
            List<WebElement> names = browser.findElements(By.cssSelector(".entries h3"));
            assertThat(names).hasSize(StatusFixture.HOSTILE.size());
            assertThat(names.getFirst().getText()).isEqualTo("<script>alert(1)</script>");
            assertThat(names.get(3).getText()).isEqualTo("a\\u202eb\\u2066c\\u0000\\u001b[31m\\u000d\\u000aX: y");
            assertThat(names.get(4).getText()).isEqualTo("&lt;b&gt; &amp; &#60;");
            assertThat(number("performance.getEntriesByType('resource').length"))
                    .isZero();
            isNoWiderThanItsWindow(window);
            isAccessible();
            assertThat(messages()).isEmpty();
        }
    }

    @Test
    @DisplayName("without scripts the tiles choose entries, and a link pauses the updates")
    void followsLinks() throws IOException {
        try (ShownServer shown = ShownServer.ordinary()) {
            Window.LIGHT.open(browser, shown.url());
            browser.findElement(By.cssSelector("a.tile.failed")).click();
            assertThat(browser.findElements(By.cssSelector(".entries > li"))).hasSize(1);
            assertThat(browser.findElement(By.cssSelector("[aria-current]")).getText())
                    .contains("Failed");
            browser.findElement(By.linkText("Pause updates")).click();
            assertThat(browser.getCurrentUrl()).endsWith("/?show=failed&refresh=off");
            assertThat(RawRequest.get(shown.url(), "/?show=failed&refresh=off")).doesNotContain("Refresh:");
            assertThat(RawRequest.get(shown.url(), "/")).contains("\r\nRefresh: 15\r\n");
            browser.findElement(By.linkText("Update by itself")).click();
            assertThat(browser.getCurrentUrl()).endsWith("/?show=failed");
        }
    }
}
