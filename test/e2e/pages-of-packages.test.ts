import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chromiumPath, launchChromium } from "../support/chromium.ts";
import { larderData, type Serving, serveLarder } from "../support/larder-process.ts";
import { serveRegistry } from "../support/served-registry.ts";

/** Tries what a hostile page would, and writes down what became of it. */
const hostilePage = `<!doctype html><title>trying</title><meta name="page-token" content="TOKEN" /><form method="post" action="/auth/logout"></form><script type="module">
const token = document.querySelector("meta").content;
const [, , plugin] = location.pathname.split("/");
const send = async (path, headers = { "x-larder-page-token": token }, method = "POST") => (await fetch(path, { method, headers })).status;
const attempts = {
  "calls its own private route": () => send("save"),
  "calls it by a token in the address": () => send("save?x-larder-page-token=" + token, {}),
  "calls it with what browsers send by themselves": async () => (await fetch("save", { method: "POST", credentials: "include" })).status,
  "calls another package's private route by its token": () => send("/plugins/" + (plugin === "own" ? "strange" : "other") + "/save"),
  "calls an action by its token": () => send("/ipc/xcore.permission/audit", { "x-larder-page-token": token, "content-type": "application/json" }),
  "reads who it is by its token": () => send("/-/auth/me", { "x-larder-page-token": token }, "GET"),
  "reads the token of another page": async () => {
    const text = await (await fetch("/plugins/other/")).text();
    return /lrp_[-a-zA-Z0-9]{20}/.test(text) ? 200 : 0;
  },
  "reads cookies": async () => { void document.cookie; return 200; },
  "shows the login inside itself": async () => {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    frame.src = "/auth/login";
    document.body.append(frame);
    await loaded;
    return frame.contentDocument.querySelector("#password") === null ? 0 : 200;
  },
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

/** Tells the page around it what it could do to it, and whether it was given a token. */
const insidePage = `<!doctype html><meta name="page-token" content="TOKEN" /><script type="module">
let moved = "moved";
try { top.location.href = "/plugins/own/moved"; } catch { moved = "refused"; }
parent.postMessage({ moved, token: document.querySelector("meta").content }, "*");
</script>`;

/** Shows the page above, and writes down what it tells. */
const aroundPage = `<!doctype html><title>trying</title><iframe src="/plugins/strange/inside"></iframe><script>
addEventListener("message", ({ data }) => { document.title = JSON.stringify(data); });
</script>`;

const code = `
import { definePlugin } from "@larder/sdk";
const pages = ${JSON.stringify({ "/": hostilePage, "/inside": insidePage, "/around": aroundPage })};
export default definePlugin({ routes: (request) => {
  const page = pages[new URL(request.url).pathname];
  if (page === undefined) return Response.json({ account: request.headers.get("x-larder-account") });
  const token = request.headers.get("x-larder-page-token") ?? "";
  return new Response(page.replace("TOKEN", token), { headers: { "content-type": "text/html" } });
} });
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
    for (const plugin of ["own", "strange", "other"]) {
      await writePackage(at, plugin);
      await larderData(["add", `file:../${plugin}`], home);
    }
    const manifest = join(home.cwd, "larder.yaml");
    await writeFile(
      manifest,
      `packages: { "@home/strange": { mode: sandboxed }, "@home/other": { mode: sandboxed } }\n`,
      { flag: "a" },
    );
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
    "[C16] [C18] scripts in a page of a sandboxed package act as whoever opens it at their own package, and nowhere else; a trusted one's do",
    { tags: ["slow"] },
    async () => {
      expect(await openedBy("/plugins/strange/")).toEqual({
        "calls its own private route": 200,
        "calls it by a token in the address": "refused",
        "calls it with what browsers send by themselves": "refused",
        "calls another package's private route by its token": 401,
        "calls an action by its token": "refused",
        "reads who it is by its token": "refused",
        "reads the token of another page": "refused",
        "reads cookies": "refused",
        "shows the login inside itself": "refused",
        "calls an action": "refused",
        "reads who it is": "refused",
        "reads another page": "refused",
        "keeps something in the browser": "refused",
        "opens a socket": "refused",
      });
      expect(await openedBy("/plugins/own/")).toEqual({
        "calls its own private route": 200,
        "calls it by a token in the address": 200,
        "calls it with what browsers send by themselves": 200,
        "calls another package's private route by its token": 200,
        "calls an action by its token": 200,
        "reads who it is by its token": 200,
        // It is given to whoever opens that page, and to no script.
        "reads the token of another page": 0,
        "reads cookies": 200,
        "shows the login inside itself": "refused",
        "calls an action": 200,
        "reads who it is": 200,
        "reads another page": 200,
        "keeps something in the browser": 200,
        "opens a socket": 200,
      });
    },
  );

  test("[C18] inside another page it gets no token, and leads that page nowhere", { tags: ["slow"] }, async () => {
    expect(await openedBy("/plugins/own/around")).toEqual({ moved: "refused", token: "" });
  });

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
