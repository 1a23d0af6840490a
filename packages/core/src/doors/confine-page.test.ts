// SPEC.md §7, doors, and §10, accounts. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import { getUrl, type LaidHost, startLaidHost } from "../testing/running-hosts.ts";

const routes = `{
  routes: (request) => {
    const { pathname } = new URL(request.url);
    const headers = { "content-type": "text/html", "clear-site-data": '"cookies"', "service-worker-allowed": "/", "x-own": "kept" };
    if (pathname === "/strict") headers["content-security-policy"] = "default-src 'self'";
    if (pathname === "/empty") return new Response(null, { status: 204 });
    return new Response("<script>fetch('/ipc/xcore.permission/audit', { method: 'POST' })</script>", { headers });
  },
}`;
const trusted = aPluginPackage("@home/trusted", routes);
const strange = aPluginPackage("@home/strange", routes, { mode: "sandboxed" });

let host: LaidHost;
beforeAll(async () => {
  host = await startLaidHost([trusted, strange]);
});
afterAll(() => host[Symbol.asyncDispose]());

test("[C16] a page of a sandboxed package has no origin: its scripts act for nobody who opens it", async () => {
  const page = await host.fetch(getUrl("/plugins/strange/"));
  const policy = page.headers.get("content-security-policy") ?? "";

  expect(policy).toMatch(/^sandbox allow-scripts /);
  expect(policy).not.toContain("allow-same-origin");
  expect(policy).not.toContain("allow-popups-to-escape-sandbox");
  expect(await page.text()).toContain("<script>");
  expect(page.headers.get("x-own")).toBe("kept");
});

test("[C16] what scripts of such a page send is refused as that of another site is", async () => {
  const fromPage = new Request("http://127.0.0.1:5274/ipc/xcore.permission/audit", {
    method: "POST",
    headers: { "content-type": "application/json", origin: "null", "sec-fetch-site": "cross-site" },
    body: "{}",
  });

  expect((await host.fetch(fromPage)).status).toBe(403);
});

test("[C16] a policy of the package's own holds besides, and an answer without a body stays one", async () => {
  const strict = await host.fetch(getUrl("/plugins/strange/strict"));
  const empty = await host.fetch(getUrl("/plugins/strange/empty"));

  expect(strict.headers.get("content-security-policy")).toMatch(/^default-src 'self', sandbox /);
  expect([empty.status, empty.headers.get("content-security-policy")]).toEqual([
    204,
    expect.stringMatching(/^sandbox /),
  ]);
});

test("[C16] a sandboxed package says nothing to browsers for the whole host; a trusted one answers what it likes", async () => {
  const ofStrange = (await host.fetch(getUrl("/plugins/strange/"))).headers;
  const ofTrusted = (await host.fetch(getUrl("/plugins/trusted/"))).headers;

  expect([ofStrange.get("clear-site-data"), ofStrange.get("service-worker-allowed")]).toEqual([null, null]);
  expect([ofTrusted.get("clear-site-data"), ofTrusted.get("content-security-policy")]).toEqual(['"cookies"', null]);
});
