import type { Integrity, PackageName, Version } from "@larder/package-spec";
import { compareText, policyOfNobody } from "@larder/resolver";
import type { Edge, NodeSource, ResolvedNode, RootWant } from "@larder/resolver";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createLockfile, type Lockfile } from "./lockfile.ts";
import { LockfileError } from "./lockfile-error.ts";
import type { LockedPolicy } from "./lock-settings.ts";
import { parseLockfile } from "./parse-lockfile.ts";
import { printLockfile } from "./print-lockfile.ts";
import { aLockfile } from "./testing/a-lockfile.ts";

const text = printLockfile(aLockfile);

/** Returns the sentence with which `broken` is refused. */
function refusalOf(broken: string): string {
  try {
    parseLockfile(broken);
  } catch (error) {
    if (error instanceof LockfileError) return `line ${error.line} ${error.reason} → ${error.hint ?? ""}`;
    throw error;
  }
  return "It was read";
}

function isRefused(broken: string): boolean {
  return refusalOf(broken) !== "It was read";
}

function printsAsItIs(one: string): boolean {
  return !isRefused(one) && printLockfile(parseLockfile(one)) === one;
}

test("[LK1] a lockfile is a head, then overrides, shared names, wants, capabilities and packages, one on each line", () => {
  expect(text).toMatchInlineSnapshot(`
    "# What this host gets, exactly. \`larder lock\` writes this file; commit it, and do not edit it.
    larder-lock 1.1
    core 1.0.0
    override "inner" "1.0.0"
    override "ui>view" "^3"
    shared "view"
    want "@x/app" "^1.0.0" -> @x/app@1.2.0
    want "chat" "npm:ui@^2" -> ui@2.0.0(view@3.0.0)
    want "view" "latest" -> view@3.0.0
    capability "db" [">=1.1","^1"] -> @x/app@1.2.0
    package @x/app@1.2.0 {"edges":[["@larder/sdk","peer","^1.0.0","provided"],["capability:db","requires","^1","@x/app@1.2.0"],["ui","prod","^2","ui@2.0.0(view@3.0.0)"]],"engines":{"larder":"^1.0.0","node":">=24"},"integrity":"sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==","kind":"singleton","registry":"home"}
    package ui@2.0.0(view@3.0.0) {"bundled":["inner"],"cpu":["x64"],"deprecated":"Use \\"view\\" → instead\\nplease","edges":[["view","peer","^3","view@3.0.0"]],"hasBin":true,"hasInstallScript":true,"integrity":"sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==","kind":"library","libc":["glibc"],"os":["linux","!win32"],"registry":"home","tarballPath":"ui/-/other-name.tgz"}
    package view@3.0.0 {"integrity":"sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==","kind":"library","registry":"home"}
    "
  `);
});

test("[LK2] what is printed is parsed to the same, and printed again to the same bytes", () => {
  expect(parseLockfile(text)).toEqual(aLockfile);
  expect(printLockfile(parseLockfile(text))).toBe(text);
});

const word = fc.string({ minLength: 1, maxLength: 12, unit: "binary" });
const name = fc
  .tuple(fc.constantFrom("", "@x/", "@y-z/"), fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/))
  .map((parts) => parts.join("") as PackageName);
const version = fc
  .tuple(fc.nat(20), fc.nat(20), fc.constantFrom("", "-beta.1", "-0"))
  .map(([a, b, end]) => `${a}.${b}.0${end}` as Version);
const id = fc.tuple(name, version).map((parts) => parts.join("@"));
const integrity = fc.stringMatching(/^[A-Za-z0-9+/]{86}$/).map((digest) => `sha512-${digest}==` as Integrity);
const edge: fc.Arbitrary<Edge> = fc.record({
  kind: fc.constantFrom("prod", "optional", "peer", "optional-peer", "requires"),
  alias: fc.oneof(
    name,
    word.map((capability) => `capability:${capability}`),
  ),
  wanted: word,
  to: fc.oneof(id, fc.constant("provided" as const)),
});
const byAlias = (a: Edge, b: Edge): number => compareText(a.alias, b.alias);
const commit = fc.stringMatching(/^[0-9a-f]{40}$/);
const source: fc.Arbitrary<NodeSource> = fc.oneof(
  fc.record(
    { type: fc.constant("registry" as const), registry: word, tarballPath: word },
    { requiredKeys: ["type", "registry"] },
  ),
  fc.record(
    { type: fc.constant("git" as const), repository: fc.webUrl(), commit, directory: word },
    { requiredKeys: ["type", "repository", "commit"] },
  ),
  fc.record({ type: fc.constant("path" as const), path: word }),
  fc.record({ type: fc.constant("tarball" as const), url: fc.webUrl() }),
);
const node: fc.Arbitrary<ResolvedNode> = fc
  .record(
    {
      name,
      version,
      source,
      integrity,
      kind: fc.constantFrom("singleton" as const, "library" as const),
      peers: fc.uniqueArray(id, { maxLength: 2 }),
      edges: fc
        .uniqueArray(edge, { maxLength: 4, selector: ({ alias }) => alias })
        .map((edges) => edges.toSorted(byAlias)),
      engines: fc.dictionary(fc.constantFrom("node", "larder", "__proto__x", "1"), word, {
        minKeys: 1,
        noNullPrototype: true,
      }),
      os: fc.array(word, { maxLength: 2 }),
      hasBin: fc.constant(true),
      bundled: fc.array(word, { maxLength: 2 }),
      deprecated: word,
    },
    { requiredKeys: ["name", "version", "source", "integrity", "kind", "edges", "peers"] },
  )
  .map(({ peers, ...facts }) => ({
    ...facts,
    id: `${facts.name}@${facts.version}${peers.map((peer) => `(${peer})`).join("")}`,
  }));
const sortedTexts = fc.uniqueArray(name, { maxLength: 3 }).map((names) => names.toSorted(compareText));
const askedPolicy: fc.Arbitrary<LockedPolicy> = fc.record({
  asOf: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
  policy: fc
    .record({
      minimumAgeMs: fc.nat(),
      minimumAgeExempt: sortedTexts,
      trust: fc.constantFrom("any" as const, "no-downgrade" as const),
      deprecated: fc.constantFrom("allow" as const, "refuse" as const),
      block: fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true }),
      platforms: fc.constantFrom(
        [],
        [
          { os: "darwin", cpu: "arm64" },
          { os: "linux", cpu: "x64", libc: "musl" },
        ],
      ),
      node: version,
    })
    .map((facts) => ({ ...policyOfNobody, ...facts })),
});
const policy = fc.option(askedPolicy, { nil: {} });
const extensions = fc
  .dictionary(
    word,
    fc.record(
      {
        dependencies: fc.dictionary(name, word, { maxKeys: 2, noNullPrototype: true }),
        peerDependenciesMeta: fc.dictionary(name, fc.constant({ optional: true }), { noNullPrototype: true }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
    { minKeys: 1, maxKeys: 2, noNullPrototype: true },
  )
  .map((given) => ({ extensions: given }));
const want: fc.Arbitrary<RootWant> = fc.record({ alias: name, wanted: word, to: id });
const lockfile: fc.Arbitrary<Lockfile> = fc
  .record({
    coreVersion: version,
    overrides: fc.dictionary(word, word, { maxKeys: 3, noNullPrototype: true }),
    policy,
    extensions: fc.option(extensions, { nil: {} }),
    unsolved: fc.uniqueArray(fc.record({ alias: word, wanted: word }), {
      maxLength: 2,
      selector: ({ alias }) => alias,
    }),
    shared: fc.uniqueArray(name, { maxLength: 3 }),
    wants: fc.uniqueArray(want, { maxLength: 4, selector: ({ alias }) => alias }),
    nodes: fc.uniqueArray(node, { maxLength: 5, selector: (one) => one.id }),
    capabilities: fc.uniqueArray(fc.record({ name: word, wanted: fc.array(word, { maxLength: 3 }), by: id }), {
      maxLength: 2,
      selector: (one) => one.name,
    }),
  })
  .map(({ wants, nodes, capabilities, shared, unsolved, ...settings }) => ({
    ...createLockfile({
      coreVersion: settings.coreVersion,
      overrides: settings.overrides,
      ...settings.policy,
      ...settings.extensions,
      shared: shared.toSorted(compareText),
      wants: wants.toSorted((a, b) => compareText(a.alias, b.alias)),
      nodes: nodes.toSorted((a, b) => compareText(a.id, b.id)),
      capabilities: capabilities
        .map((one) => ({ ...one, wanted: one.wanted.toSorted(compareText) }))
        .toSorted((a, b) => compareText(a.name, b.name)),
    }),
    ...(unsolved.length > 0 && { unsolved: unsolved.toSorted((a, b) => compareText(a.alias, b.alias)) }),
  }));

test("[LK2] any lockfile is parsed to what was printed, also with odd texts in it", () => {
  fc.assert(
    fc.property(lockfile, (lock) => {
      const printed = printLockfile(lock);
      expect(parseLockfile(printed)).toEqual(lock);
      expect(printLockfile(parseLockfile(printed))).toBe(printed);
    }),
    { numRuns: 500 },
  );
});

test("[LK2] a line separator of Unicode inside a text does not end the line", () => {
  const [first, ...nodes] = aLockfile.resolution.nodes;
  if (!first) throw new Error("The lockfile has no packages");
  const lock = createLockfile({ ...aLockfile.resolution, nodes: [{ ...first, deprecated: "one\u2028two" }, ...nodes] });
  expect(parseLockfile(printLockfile(lock))).toEqual(lock);
});

test("[LK2] a text that was changed anywhere is refused with its line, or prints as it is", () => {
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom("", " ", '"', "x", "0", "\n", ",", "{}"), (at, inserted) => {
      const changed = text.slice(0, at) + inserted + text.slice(at + 1);
      expect(printsAsItIs(changed) || isRefused(changed)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("[LK3] each defect is refused with its line, the reason and the next step", () => {
  const lines = text.split("\n");
  const replace = (index: number, line: string): string => lines.with(index, line).join("\n");
  expect([
    refusalOf(""),
    refusalOf(text.slice(0, -5)),
    refusalOf(replace(0, "# Mine")),
    refusalOf(replace(1, "lockfileVersion: 9")),
    refusalOf(replace(2, "core one")),
    refusalOf(replace(2, "# no core")),
    refusalOf(replace(3, 'override "inner" 1.0.0')),
    refusalOf(replace(4, lines[3] ?? "")),
    refusalOf(replace(5, 'shared "no name"')),
    refusalOf(replace(5, "shared view")),
    refusalOf(replace(6, 'want "@x/app" ^1.0.0')),
    refusalOf(replace(6, lines[7] ?? "")),
    refusalOf([...lines.slice(0, 6), lines[7], lines[6], ...lines.slice(8)].join("\n")),
    refusalOf([...lines.slice(0, 6), lines[10], lines[6], ""].join("\n")),
    refusalOf(replace(12, (lines[12] ?? "").replace("sha512-", "sha1-"))),
    refusalOf(replace(12, (lines[12] ?? "").replace(/}$/, ""))),
    refusalOf(replace(12, (lines[12] ?? "").replace('"kind"', '"sort"'))),
    refusalOf(replace(12, (lines[12] ?? "").replace(",", ", "))),
    refusalOf(replace(12, (lines[12] ?? "").replace("view@3.0.0", "view@three"))),
    refusalOf(replace(12, "importers:")),
  ]).toMatchInlineSnapshot(`
    [
      "line 2 should say \`larder-lock 1.1\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 has no newline at its end: the file was cut off → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 1 is not the comment that a lockfile begins with → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 2 should say \`larder-lock 1.1\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 3 does not name a version of the core → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 3 starts with \`#\`, which is no word of a lockfile → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 4 should read \`override "<name>" "<range>"\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 5 names \`inner\` a second time → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 6 should read \`shared "<name>"\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 6 should read \`shared "<name>"\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 7 should read \`want "<name>" "<range>" -> <id>\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 8 names \`chat\` a second time → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 8 names \`@x/app\` out of order → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 8 has \`want\` after \`package\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 gives \`view@3.0.0\` a \`integrity\` that cannot be one → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 should read \`package <id> {…}\`: its JSON is broken → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 gives \`view@3.0.0\` the unknown fact \`sort\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 is not written as \`larder lock\` writes it: it was edited by hand → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 has the id \`view@three\`, which is not \`name@version\` → Restore the file from version control, or remove it and run \`larder lock\`",
      "line 13 starts with \`importers\`, which is no word of a lockfile → Restore the file from version control, or remove it and run \`larder lock\`",
    ]
  `);
});

test("[LK4] conflict markers of git, and line ends of Windows, have sentences of their own", () => {
  const lines = text.split("\n");
  expect([
    refusalOf(["<<<<<<< HEAD", ...lines].join("\n")),
    refusalOf([...lines.slice(0, 4), "=======", ...lines.slice(4)].join("\n")),
    refusalOf(text.replaceAll("\n", "\r\n")),
  ]).toMatchInlineSnapshot(`
    [
      "line 1 is a conflict marker of git → Take either side (\`git checkout --ours larder.lock\`), then run \`larder lock\`: it solves what both sides want",
      "line 5 is a conflict marker of git → Take either side (\`git checkout --ours larder.lock\`), then run \`larder lock\`: it solves what both sides want",
      "line 1 ends with CRLF → Put \`larder.lock text eol=lf\` into \`.gitattributes\`, and check the file out again",
    ]
  `);
});

test("[LK5] a newer version is refused", () => {
  expect(refusalOf(text.replace("larder-lock 1.1", "larder-lock 2.0"))).toMatchInlineSnapshot(
    `"line 2 says that the file has version 2, and this Larder reads version 1 → Update Larder, or remove the file and run \`larder lock\`"`,
  );
});

test("[LK5] of a newer revision, words and facts that are not known are skipped", () => {
  const newer = text
    .replace("larder-lock 1.1", "larder-lock 1.7")
    .replace("core 1.0.0", 'core 1.0.0\nmirrors {"a":1}')
    .replace('"kind":"singleton"', '"kind":"singleton","signedBy":"somebody"');
  expect(parseLockfile(newer)).toEqual({ ...aLockfile, revision: 7 });
});

test("[LK6] neither the registry's host nor the time stands in it", () => {
  expect(text).not.toMatch(/https?:|127\.0\.0\.1|20\d\d-\d\d/);
});
