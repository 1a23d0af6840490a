import type { PackageName, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { policyOfNobody as no } from "../policy.ts";
import { packageVersionsOf } from "../package-versions.ts";
import type { ResolvePolicy } from "../policy.ts";
import type { Resolution } from "../resolution.ts";
import { ARegistry, type VersionFacts } from "../testing/a-registry.ts";
import { describeKeptBack } from "../kept-back.ts";
import { PolicyJudge } from "./policy-judge.ts";

const asOf = "2026-11-20T12:00:00.000Z";
const days = 86_400_000;

type Versions = { readonly [version: string]: VersionFacts };

/** Returns what `policy` leaves of the versions of `a`: those that are allowed, the tags, and why the others are not. */
function judged(
  versions: Versions,
  policy: Partial<ResolvePolicy>,
  more: {
    readonly tags?: { readonly [tag: string]: string };
    readonly locked?: Resolution;
    readonly asOf?: string;
  } = {},
): { readonly allowed: readonly string[]; readonly tags: object; readonly keptBack: string } {
  const document = new ARegistry({ a: versions }, { a: more.tags ?? {} }).documents.get("a" as PackageName);
  if (!document) throw new Error("There is no document");
  const { locked } = more;
  const judge = new PolicyJudge({
    policy: { ...no, ...policy },
    asOf: more.asOf ?? asOf,
    ...(locked ? { locked } : {}),
  });
  const { ascending, tags, keptBack } = judge.apply(packageVersionsOf(document));
  return { allowed: ascending.map(({ version }) => version), tags, keptBack: describeKeptBack(keptBack) };
}

function lockOf(policy: ResolvePolicy | undefined, ...versions: readonly string[]): Resolution {
  const nodes = versions.map((version) => ({
    id: `a@${version}`,
    name: "a" as PackageName,
    version: version as Version,
  }));
  return { ...(policy ? { policy } : {}), nodes, wants: [], capabilities: [] } as unknown as Resolution;
}

const aged: Versions = {
  "1.0.0": { published: "2026-11-01T00:00:00.000Z" },
  "1.1.0": { published: "2026-11-17T12:00:00.000Z" },
  "1.2.0": { published: "2026-11-17T12:00:00.001Z" },
  "2.0.0": {},
};

test("[RP1] a version may be had from the moment on at which it is as old as the policy asks", () => {
  expect(judged(aged, { minimumAgeMs: 3 * days })).toEqual({
    allowed: ["1.0.0", "1.1.0"],
    tags: { latest: "1.1.0" },
    keptBack:
      "2.0.0 counts as too young (the policy asks for 3 days, and the registry does not say when it was published); 1.2.0 is too young (the policy asks for 3 days; it may be had from 2026-11-20 12:01 UTC on)",
  });
});

test("[RP1] an exempt package may be younger, also when its age is not known", () => {
  const policy = { minimumAgeMs: 3 * days, minimumAgeExempt: ["a" as PackageName] };
  expect(judged(aged, policy).allowed).toEqual(["1.0.0", "1.1.0", "1.2.0", "2.0.0"]);
});

test("[RP1] a minimum age without a time to judge by is a bug of the caller, not an answer", () => {
  expect(() => new PolicyJudge({ policy: { ...no, minimumAgeMs: 1 } })).toThrow("needs the time");
});

test("[RP2] a tag moves from a refused version to what `<=` it would get, and stays when nothing is left", () => {
  const versions: Versions = {
    "1.0.0": {},
    "1.1.0": { deprecated: "broken" },
    "2.0.0-beta.1": {},
    "2.0.0-beta.2": {},
    "2.0.0": {},
  };
  const block = { "a@2.0.0-beta.2": "bad", "a@2.0.0": "bad" };
  const tags = { latest: "2.0.0", next: "2.0.0-beta.2", old: "1.0.0", odd: "no version" };
  expect(judged(versions, { block }, { tags }).tags).toEqual({
    latest: "1.0.0",
    next: "2.0.0-beta.1",
    old: "1.0.0",
    odd: "no version",
  });
  expect(judged(versions, { block: { a: "bad" } }, { tags }).tags).toEqual(tags);
});

test("[RP3] what a lock took under an age that asked as much stays, whatever the clock says", () => {
  const policy = { ...no, minimumAgeMs: 3 * days };
  const past = "2026-11-02T00:00:00.000Z";
  const allowed = (locked: Resolution): readonly string[] => judged(aged, policy, { locked, asOf: past }).allowed;

  expect(allowed(lockOf(policy, "1.1.0", "2.0.0"))).toEqual(["1.1.0", "2.0.0"]);
  expect(allowed(lockOf({ ...policy, minimumAgeMs: 7 * days }, "1.1.0"))).toEqual(["1.1.0"]);
});

test("[RP3] what a lock took under no age, a lower one, or as an exception is judged again", () => {
  const policy = { ...no, minimumAgeMs: 3 * days };
  const exempt = { ...policy, minimumAgeExempt: ["a" as PackageName] };
  for (const before of [undefined, no, { ...policy, minimumAgeMs: 2 * days }, exempt]) {
    expect(judged(aged, policy, { locked: lockOf(before, "1.2.0") }).allowed).toEqual(["1.0.0", "1.1.0"]);
  }
});

test("[RP4] a blocked version cannot be had, prereleases in the range included, even when it is locked", () => {
  const versions: Versions = { "1.0.0": {}, "1.1.0-rc.1": {}, "1.1.0": {}, "2.0.0": {} };
  const locked = lockOf(no, "1.1.0");
  expect(judged(versions, { block: { "a@>=1.1.0-0 <2": "steals tokens" } }, { locked })).toEqual({
    allowed: ["1.0.0", "2.0.0"],
    tags: { latest: "2.0.0" },
    keptBack: "1.1.0-rc.1 or 1.1.0 is blocked by the policy (steals tokens)",
  });
  expect(judged(versions, { block: { b: "bad" } }).allowed).toHaveLength(4);
});

test("[RP4] a block that names no versions is a bug of the caller: it would block nothing", () => {
  expect(() => judged({ "1.0.0": {} }, { block: { "a@one": "bad" } })).toThrow("`a@one`");
});

test("[RP5] a deprecated version cannot be had where the policy refuses it", () => {
  const versions: Versions = { "1.0.0": {}, "1.1.0": { deprecated: "use b" } };
  expect(judged(versions, { deprecated: "refuse" })).toEqual({
    allowed: ["1.0.0"],
    tags: { latest: "1.0.0" },
    keptBack: "1.1.0 is deprecated, and so refused by the policy (use b)",
  });
});

const built = { dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } } } as const;
const trusted = { ...built, _npmUser: { name: "CI", trustedPublisher: { id: "github" } } } as const;
const staged = { ...trusted, _npmUser: { name: "ada", approver: { name: "ada" } } } as const;

test("[RP6] a version with weaker evidence than one before it in its line cannot be had", () => {
  const versions: Versions = {
    "1.0.0": {},
    "1.1.0": built,
    "1.2.0": trusted,
    "1.3.0": staged,
    "1.4.0": trusted,
    "1.5.0": {},
  };
  expect(judged(versions, { trust: "no-downgrade" })).toEqual({
    allowed: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"],
    tags: { latest: "1.3.0" },
    keptBack:
      "1.5.0 is less trustworthy than 1.3.0 before it (which came with the approval of a maintainer, and this without any evidence of who published it); 1.4.0 is less trustworthy than 1.3.0 before it (which came with the approval of a maintainer, and this from a trusted publisher)",
  });
});

test("[RP6] a patch of an old major, a prerelease with more evidence, and documents without any are no downgrade", () => {
  const patch: Versions = { "1.0.0": {}, "2.0.0": trusted, "1.0.1": { published: "2026-11-19T00:00:00.000Z" } };
  expect(judged(patch, { trust: "no-downgrade" }).keptBack).toBe("");
  expect(judged({ "1.0.0-rc.1": trusted, "1.0.0": {} }, { trust: "no-downgrade" }).keptBack).toBe("");
  expect(judged({ "1.0.0": {}, "1.1.0": {} }, { trust: "no-downgrade" }).keptBack).toBe("");
});

test("[RP6] what came before is told by the times where all are known", () => {
  const versions: Versions = {
    "1.5.0": { published: "2026-01-01T00:00:00.000Z" },
    "1.4.9": { ...trusted, published: "2026-02-01T00:00:00.000Z" },
    "1.5.1": { published: "2026-03-01T00:00:00.000Z" },
  };
  expect(judged(versions, { trust: "no-downgrade" }).allowed).toEqual(["1.4.9", "1.5.0"]);
});

test("[RP7] a version for none of the platforms, or not for the Node of the host, cannot be had", () => {
  const versions: Versions = {
    "1.0.0": {},
    "1.1.0": { os: ["linux", "darwin"], cpu: ["!ia32"], engines: { node: ">=20" } },
    "1.2.0": { os: ["win32"] },
    "1.3.0": { os: ["linux"], libc: ["musl"] },
    "1.4.0": { engines: { node: "^24" } },
    "1.5.0": { engines: { node: "no range" }, os: [] },
  };
  const policy = { platforms: [{ os: "linux", cpu: "x64", libc: "glibc" }], node: "26.0.0-nightly" as Version };
  expect(judged(versions, policy)).toEqual({
    allowed: ["1.0.0", "1.1.0", "1.5.0"],
    tags: { latest: "1.5.0" },
    keptBack:
      "1.4.0 does not run on Node 26.0.0-nightly (it needs ^24); 1.3.0 does not run on linux/x64/glibc (only on linux, musl); 1.2.0 does not run on linux/x64/glibc (only on win32)",
  });
});

test("[RP8] a policy that asks nothing, or refuses nothing here, leaves the document as it is", () => {
  const document = new ARegistry({ a: aged }).documents.get("a" as PackageName);
  if (!document) throw new Error("There is no document");
  const versions = packageVersionsOf(document);
  expect(new PolicyJudge({ policy: no }).apply(versions)).toBe(versions);
  expect(new PolicyJudge({ policy: { ...no, trust: "no-downgrade" } }).apply(versions)).toBe(versions);
});
