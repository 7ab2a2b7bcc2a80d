package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.util.FileSystemUtils;

/** Somebody of the staff in front of a real browser with Chinese settings. Everything that would pop up is kept. */
final class Browser implements AutoCloseable {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final int HEIGHT = 844;
    private static final String CHINESE = "zh-CN,zh";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Browser desks;

    private final Path profile;
    private final ChromeDriver driver;
    private String base;
    private int taps;
    private int keys;
    private int clicks;

    Browser() {
        this(new ChromeOptions(), CHINESE);
    }

    /** The one of the staff, opened at the first call and closed when all tests are over. */
    static synchronized Browser ofTheDesks() {
        if (desks == null) {
            var opened = new Browser();
            Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "close-browser"));
            desks = opened;
        }
        return desks;
    }

    /** Somebody whose browser asks for another language. */
    static Browser speaking(String language) {
        return new Browser(new ChromeOptions(), language);
    }

    /** Somebody with a phone in their hand: so many pixels wide, touched with a finger. */
    static Browser phone(int width) {
        var options = new ChromeOptions();
        var metrics = Map.of("width", width, "height", HEIGHT, "pixelRatio", 2, "touch", true, "mobile", true);
        options.setExperimentalOption("mobileEmulation", Map.of("deviceMetrics", metrics));
        var phone = new Browser(options, CHINESE);
        // Nobody is there to choose in a dialog: a test types the path.
        phone.driver.executeCdpCommand("Page.setInterceptFileChooserDialog", Map.of("enabled", true));
        return phone;
    }

    private Browser(ChromeOptions options, String language) {
        try {
            profile = Files.createTempDirectory("browser");
            Files.createDirectories(SCREENSHOTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=" + language.split(",")[0],
                "--user-data-dir=" + profile);
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        // Both paths are given, so nothing is looked for or fetched.
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withEnvironment(Map.of("TZ", "Asia/Shanghai"))
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1500, 1300));
        // The web applications forbid dialogs; a script that ran would go unseen without this.
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                window.ran = [];
                for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
                  window[name] = said => { window.ran.push(name + ' ' + said); };
                }
                """));
    }

    /** The web application that tests talk to from now on. */
    Browser at(String address) {
        base = address;
        return this;
    }

    private static boolean holds(WebElement field, String text) {
        return text.equals(field.getDomProperty("value"));
    }

    /** Nobody is logged in any more, and nothing of them is left. */
    void forgetPerson() {
        // Away from the page first: an answer still under way would bring the old session's cookies back.
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", base, "storageTypes", "local_storage"));
    }

    void logIn(String user, String password, String application) {
        forgetPerson();
        driver.get(base + "/camunda/app/" + application + "/default/#/login");
        logInHere(user, password);
    }

    /** On the log-in page that is open. */
    void logInHere(String user, String password) {
        var name = find(By.cssSelector("input[type=text]"));
        var secret = find(By.cssSelector("input[type=password]"));
        // The page pulls the focus into its first field some time after it is drawn, in the middle of a word too.
        for (var tries = 0; tries < 10 && !(holds(name, user) && holds(secret, password)); tries++) {
            name.clear();
            name.sendKeys(user);
            secret.clear();
            secret.sendKeys(password);
        }
        click(By.cssSelector("button[type=submit]"));
        try {
            gone(By.cssSelector("input[type=password]"));
        } catch (TimeoutException stillThere) {
            photograph("login-failed-" + user);
            var seen = driver.executeScript("return [...document.querySelectorAll('input')].map(it => it.value.length)"
                    + ".join() + ' ' + document.querySelector('.notifications')?.innerText");
            throw new AssertionError(
                    user + " could not log in; lengths typed and what the page says: " + seen + "; console: "
                            + complaints(),
                    stillThere);
        }
    }

    void open(String path) {
        driver.get(base + path);
    }

    WebElement find(By what) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(what));
    }

    void gone(By what) {
        waiting().until(ExpectedConditions.invisibilityOfElementLocated(what));
    }

    void click(By what) {
        waiting().ignoring(ElementNotInteractableException.class).until(ready -> {
            var element = find(what);
            if (!element.isEnabled()) {
                return false;
            }
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            element.click();
            clicks++;
            return true;
        });
    }

    /** With a finger, in the middle of it. */
    void tap(By what) {
        waiting().until(ready -> {
            var element = find(what);
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            var finger = new PointerInput(PointerInput.Kind.TOUCH, "finger");
            var touch = new Sequence(finger, 0)
                    .addAction(finger.createPointerMove(Duration.ZERO, PointerInput.Origin.fromElement(element), 0, 0))
                    .addAction(finger.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                    .addAction(finger.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
            driver.perform(List.of(touch));
            return true;
        });
        taps++;
    }

    /** On the keyboard, into whatever has the focus; each is counted. */
    void press(CharSequence... pressed) {
        new Actions(driver).sendKeys(pressed).perform();
        keys += pressed.length;
    }

    /** How many keys were pressed and how often the mouse was clicked. */
    int steps() {
        return keys + clicks;
    }

    /** Held down together. */
    void pressControl(CharSequence key) {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys(key)
                .keyUp(Keys.CONTROL)
                .perform();
        keys++;
    }

    /** In a window of that size, as a screen of today or as a phone. */
    void sized(int width, int height, boolean phone, Runnable meanwhile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone, "maxTouchPoints", 1));
        try {
            meanwhile.run();
        } finally {
            driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
        }
    }

    /** The server knows us no more; what this tab keeps stays. */
    void loseSession() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    /** How often a finger has touched it. */
    int taps() {
        return taps;
    }

    /** A thumb draws the page down from near its top. */
    void pullDown() {
        var thumb = new PointerInput(PointerInput.Kind.TOUCH, "thumb");
        var way = PointerInput.Origin.viewport();
        driver.perform(List.of(new Sequence(thumb, 0)
                .addAction(thumb.createPointerMove(Duration.ZERO, way, 160, 200))
                .addAction(thumb.createPointerDown(PointerInput.MouseButton.LEFT.asArg()))
                .addAction(thumb.createPointerMove(Duration.ofMillis(150), way, 160, 400))
                .addAction(thumb.createPointerUp(PointerInput.MouseButton.LEFT.asArg()))));
    }

    /** Pictures of the phone, chosen in what a browser shows for it. */
    void choose(Path... pictures) {
        waiting()
                .until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("input[type=file]")))
                .sendKeys(Arrays.stream(pictures).map(Path::toString).collect(Collectors.joining("\n")));
    }

    /** Another phone of that width, with the same page on it. */
    void resized(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 2, "mobile", true));
    }

    /** A desk's screen of this size. */
    void screen(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void usualScreen() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Somebody whose browser is set to this language, from the next page on. */
    void speaks(String language) {
        driver.executeCdpCommand(
                "Network.setUserAgentOverride",
                Map.of("userAgent", script("return navigator.userAgent"), "acceptLanguage", language));
    }

    /** What this link gives when it is saved. */
    Path saved(By link) {
        var directory = profile.resolve("saved");
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", directory.toString()));
        click(link);
        return waiting().until(ready -> {
            var files = directory.toFile().listFiles((where, name) -> name.endsWith(".csv"));
            return files == null || files.length == 0 ? null : files[0].toPath();
        });
    }

    void screenAsItWas() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Meanwhile something else is in front, and this in the background. */
    void elsewhere(Runnable meanwhile) {
        var here = driver.getWindowHandle();
        var other = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
        driver.switchTo().window(here);
        meanwhile.run();
        driver.switchTo().window(other).close();
        driver.switchTo().window(here);
    }

    void await(String what, BooleanSupplier there) {
        waiting().withMessage(what).until(ready -> there.getAsBoolean());
    }

    /** Runs in every document opened from now on, before anything of its own. */
    void beforehand(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    void network(boolean there) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", !there, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    List<WebElement> all(By what) {
        return driver.findElements(what);
    }

    /** The text of an element as it is in the document, not as it is laid out. */
    String text(By what) {
        return waiting().until(ready -> find(what).getDomProperty("textContent"));
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    private WebDriverWait waiting() {
        var wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100));
        wait.ignoring(StaleElementReferenceException.class);
        return wait;
    }

    void forgetLog() {
        driver.manage().logs().get(LogType.BROWSER);
    }

    /** What the console complained about since it was last asked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(Object::toString)
                .toList();
    }

    /** Nothing of what was shown has become code. */
    void assertNothingRan() {
        assertThat((List<?>) driver.executeScript("return window.ran")).isEmpty();
    }

    void photograph(String name) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        FileSystemUtils.deleteRecursively(profile.toFile());
    }
}
