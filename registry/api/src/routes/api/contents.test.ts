// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, refusal, seen, TestRegistry, type Persona } from "../../testing/index.ts";

type Listed = { readonly next: string | null; readonly [list: string]: unknown };

/** Reads a list page by page, as a client does, and returns what stands on each. */
async function pagesOf(persona: Persona, path: string, list: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let after: string | null = "";
  while (after !== null) {
    const separator = path.includes("?") ? "&" : "?";
    const { body } = await seen(await persona.get(after === "" ? path : `${path}${separator}after=${after}`));
    const page = body as Listed;
    pages.push(page[list] as unknown[]);
    after = page.next;
  }
  return pages;
}

function packagesOn(pages: readonly unknown[][]): unknown[][] {
  return pages.map((page) => page.map((row) => (row as { readonly package: unknown }).package));
}

test("[L8] the files of a version are listed with sizes and hashes, and the digest depends on nothing else", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad").file("lib/a.js", "1").file("README.md", "# Pad"));
  await ada.publish(aPackage("right-pad").file("README.md", "# Pad").file("lib/a.js", "1"));
  const filesOf = async (name: string): Promise<{ files: { path: string; sha256: string }[]; contentDigest: string }> =>
    (await seen(await anonymous.get(`/-/api/v1/packages/${name}/versions/1.0.0/files`))).body as never;

  const left = await filesOf("left-pad");
  const right = await filesOf("right-pad");

  expect(left).toMatchObject({
    contentDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    files: [
      { path: "README.md", size: 5 },
      { path: "index.js" },
      {
        path: "lib/a.js",
        size: 1,
        sha256: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
      },
      { path: "package.json" },
    ],
  });
  // Only the names in their `package.json` differ.
  expect(right.contentDigest).not.toBe(left.contentDigest);
  expect(right.files.filter(({ path }) => path !== "package.json")).toEqual(
    left.files.filter(({ path }) => path !== "package.json"),
  );
});

test("[L9] a file of a version is served as what no browser runs, and nothing but what the list names", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const page = "<script>alert(1)</script>";
  await ada.publish(aPackage("@acme/site").file("html/a b.html", page).file("big.txt", "x".repeat(3_000_000)));
  const files = "/-/api/v1/packages/@acme%2fsite/versions/1.0.0/files";

  const response = await anonymous.get(`${files}/html/a%20b.html`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(page);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": "attachment",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  });
  expect(await refusal(await anonymous.get(`${files}/big.txt`))).toMatchObject({ status: 413 });
  for (const path of ["nothing.js", "html", "..%2f..%2fetc%2fpasswd", "html%5Ca%20b.html", "constructor"]) {
    expect(await refusal(await anonymous.get(`${files}/${path}`))).toMatchObject({ status: 404, code: "E404" });
  }
});

test("[L10] versions, components and dependents are paged without gaps, and a cursor of another list is refused", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await ada.publish(aPackage("left-pad").version(version));
  for (const [name, range] of [
    ["a", "^1.0.0"],
    ["b", "~1.1.0"],
    ["c", "^2.0.0"],
    ["d", "next"],
  ] as const) {
    await ada.publish(
      aPackage(name)
        .with({ dependencies: { "left-pad": range }, larder: {} })
        .file("actors/pad.js", ""),
    );
  }

  const versions = await pagesOf(anonymous, "/-/api/v1/packages/left-pad/versions?size=2", "versions");
  const dependents = await pagesOf(anonymous, "/-/api/v1/packages/left-pad/dependents?size=3", "dependents");
  const covering = await pagesOf(
    anonymous,
    "/-/api/v1/packages/left-pad/dependents?size=1&version=1.1.5",
    "dependents",
  );
  const actions = await pagesOf(anonymous, "/-/api/v1/actions?size=3", "components");
  const packages = await pagesOf(anonymous, "/-/api/v1/packages?size=4", "packages");

  expect(versions.map((page) => page.map((row) => (row as never)["version"]))).toEqual([["1.2.0", "1.1.0"], ["1.0.0"]]);
  expect(packagesOn(dependents)).toEqual([["d", "c", "b"], ["a"]]);
  expect(packagesOn(covering)).toEqual([["b"], ["a"]]);
  expect(packagesOn(actions)).toEqual([["a", "b", "c"], ["d"]]);
  expect(packages.flat()).toHaveLength(5);
  for (const path of ["packages/left-pad/versions?after=x", "components?after=WyJhIl0", "capabilities?after=bnVsbA"]) {
    expect(await refusal(await anonymous.get(`/-/api/v1/${path}`))).toMatchObject({ status: 400, code: "EVALIDATION" });
  }
});

test("[L11] capabilities say who provides and who requires them", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("sun-dial").with({ larder: { provides: { "capability:clock": "1.0.0" } } }));
  await ada.publish(aPackage("alarm").with({ larder: { requires: { "capability:clock": "^1.0.0" } } }));

  const { body } = await seen(await anonymous.get("/-/api/v1/capabilities?name=clock"));
  const required = await seen(await anonymous.get("/-/api/v1/capabilities?kind=requires"));

  expect(body).toEqual({
    capabilities: [
      { capability: "clock", kind: "provides", range: "1.0.0", package: "sun-dial", version: "1.0.0" },
      { capability: "clock", kind: "requires", range: "^1.0.0", package: "alarm", version: "1.0.0" },
    ],
    next: null,
  });
  expect(required.body).toMatchObject({ capabilities: [{ package: "alarm" }] });
});

const privateToAda = `
rules:
  - { packages: "@acme/*", origin: hosted, read: [ada], publish: [ada] }
  - { packages: "**", origin: hosted }
`;

test("[A5] no list tells a stranger of packages that are not for them", async () => {
  const world = await TestRegistry.open({ configuration: parseRegistryConfiguration(privateToAda, "registry.yaml") });
  const [ada, eve] = [await world.user("ada"), await world.user("eve")];
  await ada.publish(aPackage("left-pad"));
  const secret = aPackage("@acme/secret")
    .with({
      dependencies: { "left-pad": "*" },
      larder: { provides: { "capability:safe": "1.0.0" } },
      keywords: ["safe"],
    })
    .file("actors/open.js", "");
  await ada.publish(secret);

  for (const [path, list] of [
    ["packages/left-pad/dependents", "dependents"],
    ["capabilities", "capabilities"],
    ["actions", "components"],
    ["search?text=secret", "hits"],
    ["search?keyword=safe&facets=1", "hits"],
  ] as const) {
    const own = (await seen(await ada.get(`/-/api/v1/${path}`))).body as Listed;
    const other = (await seen(await eve.get(`/-/api/v1/${path}`))).body as Listed;
    expect([path, (own[list] as unknown[]).length, (other[list] as unknown[]).length]).toEqual([path, 1, 0]);
    expect(JSON.stringify(other)).not.toContain("acme");
  }
});

test("[L12] a search says what the hits have in common, and why each stands where it stands", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("chat").with({ keywords: ["talk"], license: "MIT" }));
  await ada.publish(aPackage("chat-flows").with({ keywords: ["talk", "flow"], description: "Flows for a chat" }));

  const { body } = await seen(await anonymous.get("/-/api/v1/search?text=chat&facets=1&explain=1"));

  expect(body).toMatchObject({
    total: 2,
    hits: [
      { name: "chat", why: { match: 100, words: [{ word: "chat", places: ["name"] }] } },
      { name: "chat-flows", why: { match: 10, words: [{ word: "chat", places: ["name", "description"] }] } },
    ],
    facets: {
      counted: 2,
      fields: {
        keyword: [
          { value: "talk", packages: 2 },
          { value: "flow", packages: 1 },
        ],
        license: [{ value: "mit", packages: 1 }],
        maintainer: [{ value: "ada", packages: 2 }],
      },
    },
  });
  const { hits } = body as { hits: { score: number; why: { [part: string]: unknown } }[] };
  for (const { score, why } of hits) {
    const { words: _words, ...parts } = why;
    expect(Object.values(parts).reduce<number>((sum, part) => sum + Number(part), 0)).toBeCloseTo(score, 3);
  }
});

test("[L13] qualifiers and parameters of a search narrow it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const plugin = aPackage("@acme/clock")
    .with({ engines: { larder: "^1.2.0" }, larder: {}, author: "Ada <ada@example.com>", keywords: ["time", "Tick"] })
    .file("plugins/tick/index.js", "");
  await ada.publish(plugin);
  await ada.publish(
    aPackage("watch")
      .version("0.1.0")
      .with({ keywords: ["time"] }),
  );
  const namesFor = async (query: string): Promise<string[]> => {
    const { body } = await seen(await anonymous.get(`/-/api/v1/search?${query}`));
    return (body as { hits: { name: string }[] }).hits.map(({ name }) => name);
  };

  expect(await namesFor("text=keywords:time,-tick")).toEqual(["watch"]);
  expect(await namesFor("text=keywords:time%2Btick")).toEqual(["@acme/clock"]);
  expect(await namesFor("text=is:unstable")).toEqual(["watch"]);
  expect(await namesFor("text=not:unstable+author:ada")).toEqual(["@acme/clock"]);
  expect(await namesFor("scope=acme&plugin=tick&maintainer=ada&author=ada")).toEqual(["@acme/clock"]);
  expect(await namesFor("host=1.4.0")).toEqual(["@acme/clock"]);
  expect(await namesFor("host=2.0.0")).toEqual([]);
  expect(await namesFor("keyword=time&updated=2000-01-01")).toHaveLength(2);
  expect(await namesFor("keyword=time&updated=2100-01-01")).toEqual([]);
  expect(await refusal(await anonymous.get("/-/api/v1/search?host=latest"))).toMatchObject({ status: 400 });
});
