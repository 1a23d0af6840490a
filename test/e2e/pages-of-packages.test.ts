import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chromiumPath, launchChromium } from "../support/chromium.ts";
import { larderData, type Serving, serveLarder } from "../support/larder-process.ts";
import { serveRegistry } from "../support/served-registry.ts";

/** Tries what a hostile page would, and writes down what became of it. */
const hostilePage = `<!doctype html><title>trying</title><form method="post" action="/auth/logout"></form><script type="module">
const attempts = {
  "calls an action": async () => (await fetch("/ipc/xcore.permission/audit", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status,
  "reads who it is": async () => (await fetch("/-/auth/me")).status,
  "reads another page": async () => {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    frame.src = "/-/healthz";
    document.body.append(frame);
    await loaded;
    return frame.contentDocument.body.textContent.includes("ok") ? 200 : 0;
  },
  "keeps something in the browser": async () => { localStorage.setItem("left", "1"); return 200; },
  "opens a socket": () => new Promise((resolve, reject) => {
    const socket = new WebSocket("ws://" + location.host + "/-/websocket");
    socket.onopen = () => resolve(200);
    socket.onerror = () => reject(new Error("refused"));
  }),
};
const seen = {};
for (const [name, attempt] of Object.entries(attempts)) seen[name] = await attempt().catch(() => "refused");
document.title = JSON.stringify(seen);
</script>`;

const code = `
import { definePlugin } from "@larder/sdk";
const page = ${JSON.stringify(hostilePage)};
export default definePlugin({ routes: () => new Response(page, { headers: { "content-type": "text/html" } }) });
`;

async function writePackage(directory: string, plugin: string): Promise<void> {
  const folder = join(directory, plugin);
  await mkdir(join(folder, "plugins", plugin), { recursive: true });
  const packageJson = {
    name: `@home/${plugin}`,
    version: "1.0.0",
    type: "module",
    engines: { larder: "^1.0.0" },
    peerDependencies: { "@larder/sdk": "^1.0.0" },
    larder: {},
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(packageJson));
  await writeFile(join(folder, "plugins", plugin, "index.js"), code);
}

describe.skipIf(chromiumPath === undefined)("in Chromium (skipped where none is installed)", () => {
  const opened = new AsyncDisposableStack();
  let host: Serving;
  let page: Page;

  beforeAll(async () => {
    const registry = opened.use(await serveRegistry("PGlite"));
    const at = await mkdtemp(join(tmpdir(), "larder-pages-"));
    opened.defer(() => rm(at, { recursive: true, force: true, maxRetries: 3 }));
    const home = { cwd: join(at, "host"), environment: { HOME: at, LARDER_STORE: join(at, "store") } };
    await larderData(["host", "init", home.cwd, "--registry", registry.url]);
    for (const plugin of ["own", "strange"]) {
      await writePackage(at, plugin);
      await larderData(["add", `file:../${plugin}`], home);
    }
    const manifest = join(home.cwd, "larder.yaml");
    await writeFile(manifest, `packages: { "@home/strange": { mode: sandboxed } }\n`, { flag: "a" });
    await larderData(["account", "add", "ada", "--admin"], { ...home, input: "correct horse battery\n" });
    host = await serveLarder(["start", "--listen", "127.0.0.1:0"], home);
    opened.defer(() => host.kill());
    const browser = await launchChromium();
    opened.defer(() => browser.close());
    page = await (await browser.newContext()).newPage();
    await page.goto(`${host.url}/auth/login`);
    await page.fill("#name", "ada");
    await page.fill("#password", "correct horse battery");
    await page.click("button");
    await page.waitForURL(`${host.url}/`);
  });

  afterAll(() => opened.disposeAsync());

  /** Returns what the scripts of a page could do that the administrator opens. */
  async function openedBy(path: string): Promise<unknown> {
    await page.goto(host.url + path);
    await page.waitForFunction("document.title !== 'trying'");
    return JSON.parse(await page.title()) as unknown;
  }

  test(
    "[C16] scripts in a page of a sandboxed package do nothing as whoever opens it; a trusted one's do",
    { tags: ["slow"] },
    async () => {
      expect(await openedBy("/plugins/strange/")).toEqual({
        "calls an action": "refused",
        "reads who it is": "refused",
        "reads another page": "refused",
        "keeps something in the browser": "refused",
        "opens a socket": "refused",
      });
      expect(await openedBy("/plugins/own/")).toEqual({
        "calls an action": 200,
        "reads who it is": 200,
        "reads another page": 200,
        "keeps something in the browser": 200,
        "opens a socket": 200,
      });
    },
  );

  test("[C16] nor does a form of such a page log anybody out", { tags: ["slow"] }, async () => {
    await page.goto(`${host.url}/plugins/strange/`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url() === `${host.url}/auth/logout`),
      page.waitForURL(`${host.url}/auth/logout`),
      page.evaluate("document.querySelector('form').submit()"),
    ]);
    await page.goto(`${host.url}/-/auth/me`);

    expect(answer.status()).toBe(403);
    expect(await page.textContent("body")).toContain('"id":"ada"');
  });
});
