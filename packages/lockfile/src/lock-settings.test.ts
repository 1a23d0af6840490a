import type { PackageName, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { listLockDifferences } from "./list-lock-differences.ts";
import { createLockfile } from "./lockfile.ts";
import { parseLockfile } from "./parse-lockfile.ts";
import { printLockfile } from "./print-lockfile.ts";
import { aLockfile } from "./testing/a-lockfile.ts";

const { resolution } = aLockfile;
const policed = createLockfile({
  ...resolution,
  asOf: "2026-01-04T00:00:00.000Z",
  policy: {
    minimumAgeMs: 259_200_000,
    minimumAgeExempt: ["view" as PackageName],
    trust: "no-downgrade",
    deprecated: "refuse",
    block: { "left-pad@<1.3": "It was taken over" },
    platforms: [
      { os: "darwin", cpu: "arm64" },
      { os: "linux", cpu: "x64", libc: "glibc" },
    ],
    node: "26.0.0" as Version,
  },
  extensions: { "ui@^2": { dependencies: { view: "^3" }, peerDependenciesMeta: { view: { optional: true } } } },
});

function refusalOf(line: string): string {
  const text = printLockfile(policed).replace(/^policy .*$/m, line);
  try {
    parseLockfile(text);
  } catch (error) {
    return (error as Error).message;
  }
  return "It was read";
}

test("[LK9] the policy of the operator, the time that it holds for, and what was added to packages stand in the head", () => {
  const lines = printLockfile(policed).split("\n");

  expect(lines.slice(3, 7)).toMatchInlineSnapshot(`
    [
      "policy {"asOf":"2026-01-04T00:00:00.000Z","block":{"left-pad@<1.3":"It was taken over"},"deprecated":"refuse","minimumAgeExempt":["view"],"minimumAgeMs":259200000,"node":"26.0.0","platforms":["darwin/arm64","linux/x64/glibc"],"trust":"no-downgrade"}",
      "override "inner" "1.0.0"",
      "override "ui>view" "^3"",
      "extend "ui@^2" {"dependencies":{"view":"^3"},"peerDependenciesMeta":{"view":{"optional":true}}}",
    ]
  `);
  expect(parseLockfile(lines.join("\n"))).toEqual(policed);
});

test("[LK9] a policy that asks nothing has no line", () => {
  const { asOf: _asOf, ...rest } = policed.resolution;
  const policy = { ...policed.resolution.policy, minimumAgeMs: 0, minimumAgeExempt: [], block: {}, platforms: [] };

  const { node: _node, ...nothing } = { ...policy, trust: "any" as const, deprecated: "allow" as const };

  expect(printLockfile(createLockfile({ ...rest, policy: nothing }))).not.toContain("\npolicy ");
});

test("[LK9] a policy that cannot be one is refused by the name of what is wrong", () => {
  expect([
    refusalOf("policy {"),
    refusalOf('policy {"minimumAgeMs":-1}'),
    refusalOf('policy {"platforms":["linux"]}'),
    refusalOf('policy {"asOf":"yesterday"}'),
    refusalOf('policy {"mood":"good"}'),
    refusalOf('policy {"trust":"any"}'),
    refusalOf("policy {}"),
  ]).toMatchInlineSnapshot(`
    [
      "\`larder.lock\` cannot be read: line 4 should read \`policy {…}\`: its JSON is broken",
      "\`larder.lock\` cannot be read: line 4 has a policy whose \`minimumAgeMs\` cannot be one",
      "\`larder.lock\` cannot be read: line 4 has a policy whose \`platforms\` cannot be one",
      "\`larder.lock\` cannot be read: line 4 has a policy whose \`asOf\` cannot be one",
      "\`larder.lock\` cannot be read: line 4 has a policy whose \`mood\` cannot be one",
      "\`larder.lock\` cannot be read: line 4 has a policy whose \`trust\` cannot be one",
      "\`larder.lock\` cannot be read: line 4 is not written as \`larder lock\` writes it: it was edited by hand",
    ]
  `);
});

test("[LK8] another policy and another extension make a lockfile stale, and the time alone does not", () => {
  const { policy, extensions, ...request } = policed.resolution;
  if (policy === undefined) throw new Error("The lockfile has no policy");
  const changed = { ...policy, minimumAgeMs: 0, minimumAgeExempt: [], block: {} };

  expect(listLockDifferences(policed, { ...request, policy, extensions: extensions ?? {} })).toEqual([]);
  expect(listLockDifferences(policed, { ...request, policy: changed })).toEqual([
    { about: "policy", name: "block", locked: '{"left-pad@<1.3":"It was taken over"}' },
    { about: "policy", name: "minimumAgeExempt", locked: '["view"]' },
    { about: "policy", name: "minimumAgeMs", locked: "259200000" },
    {
      about: "extension",
      name: "ui@^2",
      locked: '{"dependencies":{"view":"^3"},"peerDependenciesMeta":{"view":{"optional":true}}}',
    },
  ]);
});

test("[LK8] a lockfile with wants that a merge left to be solved is stale, whatever is wanted", () => {
  const [first, ...others] = resolution.wants;
  const partial = {
    ...createLockfile({ ...resolution, wants: others }),
    unsolved: [{ alias: first?.alias ?? "", wanted: "^1" }],
  };

  expect(parseLockfile(printLockfile(partial))).toEqual(partial);
  expect(listLockDifferences(partial, resolution)).toEqual([{ about: "unsolved", name: "@x/app", locked: "^1" }]);
});
