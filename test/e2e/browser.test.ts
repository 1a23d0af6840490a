import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chromiumPath, launchChromium } from "../support/chromium.ts";
import { larderData } from "../support/larder-process.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));

describe.skipIf(chromiumPath === undefined)("in Chromium (skipped where none is installed)", () => {
  let registry: ServedRegistry;
  let browser: Browser;

  beforeAll(async () => {
    [registry, browser] = await Promise.all([serveRegistry("PGlite"), launchChromium()]);
    const environment = { npm_config_userconfig: join(registry.directory, "npmrc") };
    const to = ["--registry", registry.url];
    await larderData(["login", "--token", registry.token, ...to], { environment });
    await larderData(["publish", join(examples, "analytics"), ...to], { environment });
    await larderData(["publish", join(examples, "notes"), ...to], { environment });
  });

  afterAll(async () => {
    await browser.close();
    await registry[Symbol.asyncDispose]();
  });

  /** Opens `path`, and keeps what goes wrong on the page and what it asks of others. */
  async function open(
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    // Violations of the content security policy are among the console's errors.
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${registry.url}/`)) complaints.push(`asks ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(registry.url + path);
    return { page, complaints };
  }

  test.each([true, false])(
    "the home page says what it is, lists the packages, and every link leads to a page (JavaScript: %s)",
    async (javaScriptEnabled) => {
      const { page, complaints } = await open("/", { javaScriptEnabled });

      const title = await page.title();
      const heading = await page.locator("h1").innerText();
      const paths = await pathsOf(page);
      const statuses = [];
      for (const path of paths) statuses.push({ path, status: (await page.goto(registry.url + path))?.status() });

      expect(title).toContain("Larder");
      expect(heading).not.toBe("");
      expect(paths).toEqual(expect.arrayContaining(["/@examples/analytics", "/@examples/notes"]));
      expect(statuses.filter(({ status }) => status !== 200)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test("a person searches, opens a package, and sees what is inside", async () => {
    const { page, complaints } = await open("/");

    await page.getByRole("searchbox").fill("metrics");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("link", { name: "@examples/analytics", exact: true }).click();
    const text = await page.locator("main").innerText();

    expect(new URL(page.url()).pathname).toBe("/@examples/analytics");
    expect(text).toContain("metrics.summarise");
    expect(text).toContain("prometheus");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("what is not there is a page that says so and leads on", async () => {
    const { page } = await open("/nobody-has-this");

    expect(await page.locator("main").innerText()).toContain("nobody-has-this");
    expect(await pathsOf(page)).toContain("/");
    await page.context().close();
  });

  test.each(["/", "/@examples/analytics", "/?text=metrics"])("%s fits a phone 360 pixels wide", async (path) => {
    const { page } = await open(path, { viewport: { width: 360, height: 740 } });

    const width = await page.evaluate("document.documentElement.scrollWidth");

    expect(width).toBeLessThanOrEqual(360);
    await page.context().close();
  });

  test.each(["light", "dark"] as const)(
    "every text can be told from what is behind it in the %s scheme",
    async (colorScheme) => {
      const { page } = await open("/", { colorScheme });
      const onHome = await page.evaluate(faintTexts);
      await page.goto(`${registry.url}/@examples/analytics`);
      const onPackage = await page.evaluate(faintTexts);
      await page.evaluate("document.querySelector('h1').style.color = getComputedStyle(document.body).backgroundColor");
      const hidden = await page.evaluate(faintTexts);

      expect({ onHome, onPackage }).toEqual({ onHome: [], onPackage: [] });
      expect(hidden).toEqual([expect.stringMatching(/^H1 .* 1\.00$/)]);
      await page.context().close();
    },
  );
});

async function pathsOf(page: Page): Promise<string[]> {
  const links = await page.locator("a[href]").all();
  const paths = await Promise.all(links.map((link) => link.getAttribute("href")));
  return [...new Set(paths.filter((path) => path !== null).map((path) => path.replace(/#.*$/, "")))].filter(Boolean);
}

/** Runs in the page: the texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2, level AA). */
const faintTexts = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba("Canvas");
  };
  const texts = document.evaluate("//body//text()[normalize-space()]", document, null, 7, null);
  const faint = [];
  for (let index = 0; index < texts.snapshotLength; index++) {
    const text = texts.snapshotItem(index);
    const element = text.parentElement;
    if (!element.checkVisibility() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const [one, other] = [rgba(getComputedStyle(element).color), backgroundOf(element)].map(luminance);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(element.tagName + " " + text.data.trim() + " " + ratio.toFixed(2));
  }
  return faint;
})()`;
