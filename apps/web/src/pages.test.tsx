import { ExpectedError } from "@larder/errors";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { createPages, type PagesSource } from "./pages.tsx";
import { aPackage, memorySource } from "./testing/memory-source.ts";

const publicUrl = "https://packages.example";

const analytics = aPackage("@examples/analytics", {
  description: "Numbers about numbers",
  domains: ["metrics"],
  plugins: ["prometheus"],
  componentCounts: { domain: 1, plugin: 1, schema: 2 },
  components: [
    { kind: "schema", name: "metrics.sample", path: "domains/metrics/schemas/sample.json", status: "ok" },
    { kind: "plugin", name: "prometheus", path: "plugins/prometheus/index.js", status: "ok", description: "Counts" },
  ],
  requires: { "capability:clock": "^1.0.0", "@examples/notes": "^1.0.0" },
  dependencies: { "prom-client": "^15.0.0" },
});

async function visit(source: PagesSource, path: string, headers: Record<string, string> = { accept: "text/html" }) {
  const pages = createPages({ source, publicUrl });
  const response = await pages(new Request(`http://127.0.0.1:5273${path}`, { headers }));
  if (response === undefined) return undefined;
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test("the home page says how to install and lists packages with links to their pages", async () => {
  const page = await visit(memorySource([analytics, aPackage("left-pad")]), "/");

  expect(page?.status).toBe(200);
  expect(page?.text).toContain("registry=https://packages.example/");
  expect(page?.text).toContain('<a href="/@examples/analytics">@examples/analytics</a>');
  expect(page?.text).toContain('<a href="/left-pad">left-pad</a>');
  expect(page?.text).toContain("2 packages here");
});

test("an empty registry says that nothing is published yet", async () => {
  const page = await visit(memorySource([]), "/");

  expect(page?.text).toContain("Nothing is published yet");
});

test("a search by domain shows only the packages that have it, and says so", async () => {
  const page = await visit(memorySource([analytics, aPackage("left-pad")]), "/?text=&domain=metrics&plugin=&kind=");

  expect(page?.text).toContain("1 package with domain “metrics”");
  expect(page?.text).toContain("@examples/analytics");
  expect(page?.text).not.toContain("left-pad");
});

test("a list longer than a page links to the next and the previous packages, with the filters kept", async () => {
  const many = Array.from({ length: 120 }, (_, index) => aPackage(`pad-${index}`, { domains: ["text"] }));

  const page = await visit(memorySource(many), "/?domain=text&from=50");

  expect(page?.text).toContain('href="/?domain=text">Previous packages');
  expect(page?.text).toContain('href="/?domain=text&amp;from=100">Next packages');
});

test.each(["/@examples/analytics", "/@examples%2fanalytics", "/@examples/analytics/"])(
  "the page of a package is at %s",
  async (path) => {
    const page = await visit(memorySource([analytics]), path);

    expect(page?.status).toBe(200);
    expect(page?.text).toContain("npm install @examples/analytics --registry https://packages.example");
    expect(page?.text).toContain("larder add @examples/analytics");
    expect(page?.text).toContain("plugins/prometheus/index.js");
    expect(page?.text).toContain('<a href="/prom-client">prom-client</a>');
    expect(page?.text).toContain("capability:clock");
  },
);

test("what a package says is text, and never markup or a script", async () => {
  const evil = aPackage("evil", {
    description: "<script>alert(1)</script>",
    readme: '</pre><img src=x onerror="alert(2)">',
    homepage: "javascript:alert(3)",
    domains: ['"><script>'],
    components: [{ kind: "theme", name: "<b>bold</b>", path: '"onclick="x', status: "ok", description: "<i>" }],
  });

  const page = await visit(memorySource([evil]), "/evil");

  expect(page?.text).not.toMatch(/<script|<img|<b>bold|<i>|href="javascript/);
  expect(page?.text).toContain("&lt;script>alert(1)&lt;/script>");
  expect(page?.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
});

test("a search text is escaped where it is repeated", async () => {
  const page = await visit(memorySource([]), `/?text=${encodeURIComponent('"><script>x</script>')}`);

  expect(page?.text).not.toContain("<script>");
});

test("no page holds a style attribute or an inline script, since the policy would refuse it", async () => {
  const texts = await Promise.all(
    ["/", "/@examples/analytics", "/nope"].map((path) => visit(memorySource([analytics]), path)),
  );

  for (const page of texts) expect(page?.text).not.toMatch(/ style="| on\w+="|<script|<style/);
});

test("a package that is not here gets a page that says so, with status 404", async () => {
  const page = await visit(memorySource([]), "/left-pad");

  expect(page?.status).toBe(404);
  expect(page?.text).toContain("No package of this registry is called left-pad");
});

test.each(["/no/such/page", "/%E0%A4%A", "/_hidden"])("%s names nothing: 404", async (path) => {
  expect((await visit(memorySource([]), path))?.status).toBe(404);
});

test("a package of an uplink has a page too, which says that it only passes through", async () => {
  const name = parsePackageName("prom-client");
  const versions = ["15.9.0", "15.10.0"].map(parseVersion);
  const dist = { tarball: "https://uplink.example/prom-client.tgz" };
  const packument = {
    _id: name,
    _rev: "1",
    name,
    "dist-tags": { latest: parseVersion("15.10.0") },
    versions: Object.fromEntries(
      versions.map((version) => [
        version,
        { name, version, dist, description: "A client", dependencies: { tdigest: "^1" } },
      ]),
    ),
    time: { "15.10.0": "2026-01-02T03:04:05.000Z" },
    maintainers: [{ name: "sam" }],
  };

  const page = await visit(memorySource([analytics], [packument]), "/prom-client");

  expect(page?.status).toBe(200);
  expect(page?.text).toContain("It passes through, unchanged, from an uplink");
  expect(page?.text).toContain("A client");
  expect(page?.text).toContain('<a href="/tdigest">tdigest</a>');
  expect(page?.text.indexOf("15.10.0")).toBeLessThan(page?.text.indexOf("15.9.0") ?? 0);
});

test("requests of npm clients and of the API are none of the pages' business", async () => {
  const source = memorySource([analytics]);

  expect(await visit(source, "/@examples/analytics", { accept: "application/json" })).toBeUndefined();
  expect(await visit(source, "/-/ping")).toBeUndefined();
  expect(await visit(source, "/@examples/analytics/-/analytics-1.0.0.tgz")).toBeUndefined();
});

test("the style sheet that a page links to is served, and may be kept for good", async () => {
  const home = await visit(memorySource([]), "/");
  const href = /<link rel="stylesheet" href="([^"]+)"/.exec(home?.text ?? "")?.[1] ?? "";

  const sheet = await visit(memorySource([]), href, {});

  expect(href).toMatch(/^\/-\/assets\/[0-9a-f]{16}\.css$/);
  expect(sheet?.status).toBe(200);
  expect(sheet?.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(sheet?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await visit(memorySource([]), "/-/assets/0000000000000000.css", {}))?.status).toBe(404);
});

test.each(["/", "/larder/"])("behind a path of a proxy every link starts with that path, at %s", async (path) => {
  const pages = createPages({ source: memorySource([analytics]), publicUrl: "https://tools.example/larder/" });

  const response = await pages(new Request(`http://127.0.0.1:5273${path}`, { headers: { accept: "text/html" } }));
  const text = await response?.text();

  expect(response?.status).toBe(200);
  expect(text).toContain('href="/larder/@examples/analytics"');
  expect(text).toContain('action="/larder/"');
  expect(text).toContain("registry=https://tools.example/larder/");
});

test("a refusal of the API becomes a page with its sentence and its status", async () => {
  class Refused extends ExpectedError {
    readonly code = "E401";
    readonly status = 401;
  }
  const refuse = () => Promise.reject(new Refused("A token is needed to read `left-pad`"));

  const page = await visit(
    { listPackages: refuse, search: refuse, findPackage: refuse, fetchPackument: refuse },
    "/left-pad",
  );

  expect(page?.status).toBe(401);
  expect(page?.text).toContain("A token is needed to read `left-pad`");
});

test("what stands between backticks in a description is code, and a lone backtick is text", async () => {
  const described = aPackage("left-pad", { description: "Pads with `padStart`, or <b>not</b>" });
  const lone = aPackage("right-pad", { description: "One ` only" });

  const page = await visit(memorySource([described, lone]), "/");

  expect(page?.text).toContain("Pads with <code>padStart</code>, or &lt;b>not&lt;/b>");
  expect(page?.text).toContain("One ` only");
});

test("yarn, which takes its registry from settings only, gets it as settings, and the leave to do without TLS", async () => {
  const pages = createPages({ source: memorySource([aPackage("left-pad")]), publicUrl: "http://127.0.0.1:5273" });

  const response = await pages(new Request("http://127.0.0.1:5273/left-pad", { headers: { accept: "text/html" } }));

  expect(await response?.text()).toContain(
    "YARN_NPM_REGISTRY_SERVER=http://127.0.0.1:5273 YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1 yarn add left-pad",
  );
});
