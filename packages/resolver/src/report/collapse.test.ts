import { expect, test } from "vitest";

import type { ResolveRequest } from "../request.ts";
import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type Universe, type VersionFacts } from "../testing/a-registry.ts";
import { formatConflict } from "./format-conflict.ts";

/** `1.0.0` to `1.<count - 1>.0`, each with what `factsOf` says. */
function manyVersions(
  count: number,
  factsOf: (at: number) => VersionFacts,
): { readonly [version: string]: VersionFacts } {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`1.${at}.0`, factsOf(at)]));
}

async function sentencesOf(universe: Universe, request: ResolveRequest): Promise<string> {
  const outcome = await resolve(request, new ARegistry(universe));
  if (outcome.outcome === "solved") throw new Error("It was solved");
  return formatConflict(outcome.conflict).sentences.join("\n");
}

const plugin = { larder: {} };
const policy = {
  minimumAgeMs: 0,
  minimumAgeExempt: [],
  trust: "any",
  deprecated: "allow",
  block: {},
  platforms: [],
} as const;

test("[RS13] what forty versions have in common is said once", async () => {
  const world = {
    "@acme/suite": manyVersions(40, () => ({ larder: { requires: { "@acme/base": "^2.0.0" } } })),
    "@acme/base": { "1.0.0": plugin, "2.0.0": plugin },
  };
  expect(await sentencesOf(world, aRequest({ "@acme/suite": "*", "@acme/base": "^1.0.0" }))).toMatchInlineSnapshot(`
    "Because larder.yaml:5 wants \`@acme/base\` ^1.0.0 and every version of \`@acme/suite\` requires \`@acme/base\` ^2.0.0, no version of \`@acme/suite\` can be used.
    So because larder.yaml:4 wants \`@acme/suite\` *, the host cannot have what it wants."
  `);
});

test("[RS13] forty versions that pin forty others do not matter when a want names one of them", async () => {
  const world = {
    "@acme/suite": manyVersions(40, (at) => ({ larder: { requires: { "@acme/base": `1.${at}.0` } } })),
    "@acme/base": { ...manyVersions(40, () => plugin), "2.0.0": plugin },
    "@acme/extra": { "1.0.0": { larder: { requires: { "@acme/base": "^2.0.0" } } } },
  };
  const told = await sentencesOf(world, aRequest({ "@acme/suite": "1.7.0", "@acme/extra": "*" }));
  expect(told).toMatchInlineSnapshot(`
    "Because \`@acme/extra\` 1.0.0 requires \`@acme/base\` ^2.0.0 and \`@acme/suite\` 1.7.0 requires \`@acme/base\` 1.7.0, \`@acme/extra\` 1.0.0 and \`@acme/suite\` 1.7.0 cannot stand together.
    So because larder.yaml:5 wants \`@acme/extra\` * and larder.yaml:4 wants \`@acme/suite\` 1.7.0, the host cannot have what it wants."
  `);
});

test("[RS13] forty versions that pin forty others are told in one sentence", async () => {
  const world = {
    "@acme/suite": manyVersions(40, (at) => ({ larder: { requires: { "@acme/base": `1.${at}.0` } } })),
    "@acme/base": { ...manyVersions(40, () => plugin), "2.0.0": plugin },
    "@acme/extra": { "1.0.0": { larder: { requires: { "@acme/base": "^2.0.0" } } } },
  };
  expect(await sentencesOf(world, aRequest({ "@acme/suite": "*", "@acme/extra": "*" }))).toMatchInlineSnapshot(
    `"Because every version of \`@acme/suite\` requires one of \`@acme/base\` 1.0.0 to 1.39.0 (40 versions), \`@acme/extra\` 1.0.0 requires \`@acme/base\` ^2.0.0, larder.yaml:5 wants \`@acme/extra\` * and larder.yaml:4 wants \`@acme/suite\` *, the host cannot have what it wants."`,
  );
});

test("[RS13] forty versions that each need another core are told in one sentence", async () => {
  const world = { "@acme/suite": manyVersions(40, (at) => ({ ...plugin, engines: { larder: `^${at + 2}.0.0` } })) };
  expect(await sentencesOf(world, aRequest({ "@acme/suite": "*" }))).toMatchInlineSnapshot(
    `"Because the core's API is 1.0.0, \`@acme/suite\` 1.0.0 needs the core's API ^2.0.0 (and so it is with 39 others of its versions) and larder.yaml:4 wants \`@acme/suite\` *, the host cannot have what it wants."`,
  );
});

test("[RS13] versions that do not matter are not spoken of, kept back or not", async () => {
  const world = {
    "@acme/suite": manyVersions(40, () => plugin),
    "@acme/base": { "1.0.0": { larder: { requires: { "@acme/gone": "^1.0.0" } } } },
  };
  const blocking = { ...policy, block: { "@acme/suite@<1.30.0": "too old to be safe" } };
  const request = aRequest({ "@acme/suite": "*", "@acme/base": "*" }, { policy: blocking });
  expect(await sentencesOf(world, request)).toMatchInlineSnapshot(`
    "Because \`@acme/base\` 1.0.0 requires \`@acme/gone\` ^1.0.0 and \`@acme/gone\` does not exist in \`home\`, \`@acme/base\` 1.0.0 cannot be used.
    So because larder.yaml:5 wants \`@acme/base\` *, the host cannot have what it wants."
  `);
});

test("[RS13] forty versions that are kept back for one reason are told as one", async () => {
  const world = { "@acme/suite": { "0.9.0": plugin, ...manyVersions(40, () => plugin) } };
  const blocking = { ...policy, block: { "@acme/suite@>=1.0.0": "OPS-9" } };
  expect(await sentencesOf(world, aRequest({ "@acme/suite": "^1.2.0" }, { policy: blocking }))).toMatchInlineSnapshot(
    `"Because larder.yaml:4 wants \`@acme/suite\` ^1.2.0 and \`@acme/suite\` >=1.2.0 is blocked by the policy (OPS-9), the host cannot have what it wants."`,
  );
});

test("[RS3] the package that is in the way is taken back, and not forty versions of another", async () => {
  const world = {
    "@acme/suite": manyVersions(40, (at) => ({ larder: { requires: { "@acme/base": `1.${at}.0` } } })),
    "@acme/base": manyVersions(40, () => plugin),
    "@acme/tool": {
      "1.0.0": { larder: { requires: { "@acme/base": "1.5.0" } } },
      "2.0.0": { larder: { requires: { "@acme/base": "1.4.0" } } },
    },
  };
  const outcome = await resolve(aRequest({ "@acme/suite": "*", "@acme/tool": "^1.0.0" }), new ARegistry(world));
  expect(outcome.outcome === "solved" && outcome.resolution.nodes.map(({ id }) => id)).toEqual([
    "@acme/base@1.5.0",
    "@acme/suite@1.5.0",
    "@acme/tool@1.0.0",
  ]);
});

test("[RS13] a refusal is the same after a journey as JSON, with fields that programs can rely on", async () => {
  const world = {
    "@acme/shop": { "1.0.0": { larder: { requires: { "@acme/payments": "^3.2.0" } } } },
    "@acme/payments": { "3.1.0": plugin, "3.2.0": plugin },
    "@acme/metrics": { "1.0.0": plugin },
  };
  const blocking = { ...policy, block: { "@acme/payments@3.2.0": "rounds wrongly" } };
  const request = aRequest({ "@acme/shop": "^1.0.0", "@acme/metrics": "*" }, { policy: blocking });
  const outcome = await resolve(request, new ARegistry(world));
  if (outcome.outcome === "solved") throw new Error("It was solved");
  const report = formatConflict(outcome.conflict);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report).toMatchInlineSnapshot(`
    {
      "changes": [
        {
          "reason": "rounds wrongly",
          "selector": "@acme/payments@3.2.0",
          "text": "Take \`@acme/payments@3.2.0\` out of \`policy.block\` in larder.yaml, if this no longer holds: rounds wrongly",
          "type": "lift-block",
        },
      ],
      "facts": [
        {
          "cause": {
            "from": "@acme/shop",
            "isOverridden": false,
            "name": "@acme/payments",
            "optional": false,
            "type": "requires",
            "wanted": "^3.2.0",
          },
          "id": "f1",
          "text": "\`@acme/shop\` 1.0.0 requires \`@acme/payments\` ^3.2.0",
        },
        {
          "cause": {
            "name": "@acme/payments",
            "type": "kept-back",
            "versions": [
              "3.2.0",
            ],
          },
          "id": "f2",
          "text": "\`@acme/payments\` 3.2.0 is blocked by the policy (rounds wrongly)",
        },
        {
          "cause": {
            "declaredIn": "larder.yaml:4",
            "name": "@acme/shop",
            "type": "want",
            "wanted": "^1.0.0",
          },
          "id": "f3",
          "text": "larder.yaml:4 wants \`@acme/shop\` ^1.0.0",
        },
      ],
      "hidden": [
        {
          "name": "@acme/payments",
          "refusal": {
            "reason": "rounds wrongly",
            "selector": "@acme/payments@3.2.0",
            "type": "blocked",
          },
          "version": "3.2.0",
        },
      ],
      "sentences": [
        "Because \`@acme/shop\` 1.0.0 requires \`@acme/payments\` ^3.2.0 and \`@acme/payments\` 3.2.0 is blocked by the policy (rounds wrongly), \`@acme/shop\` 1.0.0 cannot be used.",
        "So because larder.yaml:4 wants \`@acme/shop\` ^1.0.0, the host cannot have what it wants.",
      ],
      "steps": [
        {
          "because": [
            "f1",
            "f2",
          ],
          "id": "s1",
          "text": "\`@acme/shop\` 1.0.0 cannot be used",
        },
        {
          "because": [
            "s1",
            "f3",
          ],
          "id": "s2",
          "text": "the host cannot have what it wants",
        },
      ],
      "suggestions": [
        "Take \`@acme/payments@3.2.0\` out of \`policy.block\` in larder.yaml, if this no longer holds: rounds wrongly",
      ],
    }
  `);
});
