import { expect, test } from "vitest";

import { hideVersions } from "./hide-versions.ts";
import type { HiddenVersion, Packument } from "./packument.ts";

const young: HiddenVersion = { cause: "age", reason: "is too young", until: "2026-11-24T00:00:00.000Z" };

/** A packument with these versions, those with an exclamation mark deprecated. */
function packumentOf(versions: readonly string[], tags: { readonly [tag: string]: string }): Packument {
  const manifests = versions.map((text) => {
    const version = text.replace("!", "");
    return [version, { name: "ms", version, ...(text.endsWith("!") ? { deprecated: "old" } : {}) }];
  });
  const times = manifests.map(([version]) => [version, "2026-01-01T00:00:00.000Z"]);
  return {
    name: "ms",
    "dist-tags": tags,
    versions: Object.fromEntries(manifests),
    time: { created: "2026-01-01T00:00:00.000Z", ...Object.fromEntries(times) },
  } as unknown as Packument;
}

test("a hidden version is gone from versions, times and tags, and why stands beside what is left", () => {
  const packument = packumentOf(["1.0.0", "1.1.0"], { latest: "1.1.0", old: "1.0.0" });

  const served = hideVersions(packument, new Map([["1.1.0", young]]));

  expect(served).toEqual({
    ...packumentOf(["1.0.0"], { latest: "1.0.0", old: "1.0.0" }),
    larder: { hidden: { "1.1.0": young } },
  });
  expect(Object.keys(packument.versions)).toEqual(["1.0.0", "1.1.0"]);
});

const fallbacks = [
  { tag: "latest", target: "2.0.0", others: ["1.0.0", "1.2.0"], falls: "1.2.0" },
  { tag: "latest", target: "2.0.0", others: ["1.2.0", "1.3.0!"], falls: "1.2.0" },
  { tag: "latest", target: "2.0.0", others: ["1.2.0", "2.0.0-rc.1"], falls: "1.2.0" },
  { tag: "latest", target: "2.0.0", others: ["1.2.0", "3.0.0"], falls: "1.2.0" },
  { tag: "latest", target: "2.0.0", others: ["3.0.0"], falls: "3.0.0" },
  { tag: "latest", target: "2.0.0", others: ["2.0.0-rc.1"], falls: "2.0.0-rc.1" },
  { tag: "latest", target: "2.0.0", others: [], falls: undefined },
  { tag: "next", target: "5.0.0-next.3", others: ["4.0.0", "5.0.0-beta.9", "5.0.0-next.2"], falls: "5.0.0-next.2" },
  { tag: "next", target: "5.0.0-next.3", others: ["4.0.0"], falls: undefined },
  { tag: "lts", target: "1.9.0", others: ["1.8.0", "2.0.0"], falls: "1.8.0" },
] as const;

test.each(fallbacks)("$tag of the hidden $target falls back to $falls of $others", ({ tag, target, others, falls }) => {
  const packument = packumentOf([...others, target], { [tag]: target });

  expect(hideVersions(packument, new Map([[target, young]]))["dist-tags"][tag]).toBe(falls);
});
