import { expect, test } from "vitest";

import type { Resolution } from "../resolution.ts";
import { resolve } from "../resolve.ts";
import { formatConflict } from "../report/format-conflict.ts";
import { ARegistry, aRequest, type Universe, type VersionFacts } from "../testing/a-registry.ts";

async function resolved(universe: Universe, wants: { readonly [alias: string]: string }): Promise<Resolution> {
  const outcome = await resolve(aRequest(wants), new ARegistry(universe));
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return outcome.resolution;
}

const idsOf = ({ nodes }: Resolution): string[] => nodes.map(({ id }) => id);

test("[RS2] what a host wants and what that requires stands once, in the newest versions that go together", async () => {
  const universe = {
    "@x/a": {
      "1.0.0": { larder: { requires: { "@x/c": "^1" } } },
      "1.1.0": { larder: { requires: { "@x/c": "^2" } } },
    },
    "@x/b": { "1.0.0": { larder: { requires: { "@x/c": "^1" } } } },
    "@x/c": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "^1", "@x/b": "^1" }))).toEqual([
    "@x/a@1.0.0",
    "@x/b@1.0.0",
    "@x/c@1.0.0",
  ]);
});

test("[RS2] a wanted library that something requires becomes a singleton, in the host's range as well", async () => {
  const universe = {
    "@x/a": { "1.0.0": { larder: { requires: { plain: ">=1" } } } },
    plain: { "1.0.0": {}, "2.0.0": {} },
  };
  const resolution = await resolved(universe, { "@x/a": "*", plain: "^1" });
  expect(resolution.nodes.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    "@x/a@1.0.0 singleton",
    "plain@1.0.0 singleton",
  ]);
});

test("[RS2] a version that requires another version of its own package is passed over", async () => {
  const universe = {
    "@x/a": {
      "1.0.0": { larder: { requires: { "@x/a": "^1" } } },
      "1.1.0": { larder: { requires: { "@x/a": "^2" } } },
      "1.2.0": { larder: { requires: { "@x/a": { version: "nightly", optional: true } } } },
    },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "*" }))).toEqual(["@x/a@1.0.0"]);

  const outcome = await resolve(aRequest({ "@x/a": "1.1.0" }), new ARegistry(universe));
  if (outcome.outcome !== "conflict") throw new Error("It was solved");
  expect(formatConflict(outcome.conflict).sentences).toEqual([
    "Because larder.yaml:4 wants `@x/a` 1.1.0 and `@x/a` 1.1.0 requires `@x/a` ^2, the host cannot have what it wants.",
  ]);
});

test("[RS4] an optional requirement brings nothing, but limits what is there", async () => {
  const universe = {
    "@x/a": { "1.0.0": { larder: { requires: { "@x/b": { version: "^1", optional: true } } } } },
    "@x/b": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "*" }))).toEqual(["@x/a@1.0.0"]);
  expect(idsOf(await resolved(universe, { "@x/a": "*", "@x/b": "*" }))).toEqual(["@x/a@1.0.0", "@x/b@1.0.0"]);
});

test("[RS5] a capability is answered by a package that the host wants, in the version that it provides", async () => {
  const universe = {
    "@x/a": { "1.0.0": { larder: { requires: { "capability:db": "^1" } } } },
    "@x/pg": {
      "1.0.0": { larder: { provides: { "capability:db": "1.4.0" } } },
      "2.0.0": { larder: { provides: { "capability:db": "2.0.0" } } },
    },
  };
  const { nodes, capabilities } = await resolved(universe, { "@x/a": "*", "@x/pg": "*" });
  expect(nodes.map(({ id }) => id)).toEqual(["@x/a@1.0.0", "@x/pg@1.0.0"]);
  expect(capabilities).toEqual([{ name: "db", wanted: ["^1"], by: "@x/pg@1.0.0" }]);
});

test("[RS5] a capability is never looked up in a registry", async () => {
  const registry = new ARegistry({ "@x/a": { "1.0.0": { larder: { requires: { "capability:db": "^1" } } } } });
  expect((await resolve(aRequest({ "@x/a": "*" }), registry)).outcome).toBe("conflict");
  expect(registry.fetched).toEqual(["@x/a"]);
});

test("[RS11] a version that requires a tag which its target does not have is passed over", async () => {
  const universe = {
    "@x/a": {
      "1.0.0": { larder: { requires: { "@x/b": "latest" } } },
      "1.1.0": { larder: { requires: { "@x/b": "nightly" } } },
    },
    "@x/b": { "1.0.0": { larder: {} } },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "*" }))).toEqual(["@x/a@1.0.0", "@x/b@1.0.0"]);
});

test("[RS11] a want of a tag that does not exist, or that points at no version, is a conflict that says so", async () => {
  const registry = new ARegistry({ "@x/a": { "1.0.0": { larder: {} } } }, { "@x/a": { gone: "9.9.9", odd: "newest" } });
  for (const tag of ["nightly", "gone", "odd"]) {
    const outcome = await resolve(aRequest({ "@x/a": tag }), registry);
    if (outcome.outcome !== "conflict") throw new Error("It was solved");
    expect(formatConflict(outcome.conflict)).toMatchObject({
      sentences: [`larder.yaml:4 wants \`@x/a\` ${tag}, a tag that it does not have.`],
      suggestions: [`Change \`@x/a\` in larder.yaml:4 from \`${tag}\` to \`^1.0.0\`: then everything fits together`],
    });
  }
});

test("[RS11] a requirement that says nothing which can be met makes its version unusable, and nothing worse", async () => {
  for (const spec of [null, {}, { version: 7 }, ["^1"]]) {
    const odd = { larder: { requires: { "@x/b": spec } } } as unknown as VersionFacts;
    const universe = { "@x/a": { "1.0.0": { larder: {} }, "1.1.0": odd }, "@x/b": { "1.0.0": { larder: {} } } };
    expect(idsOf(await resolved(universe, { "@x/a": "*" }))).toEqual(["@x/a@1.0.0"]);
  }
});

test("[RS6] a version that conflicts is passed over", async () => {
  const universe = {
    "@x/a": { "1.0.0": { larder: {} }, "1.1.0": { larder: { conflicts: { "@x/b": "*" } } } },
    "@x/b": { "1.0.0": { larder: {} } },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "^1", "@x/b": "^1" }))).toEqual(["@x/a@1.0.0", "@x/b@1.0.0"]);
});

test("[RS7] a version for another core is passed over, by engines and by the peer on what the core provides", async () => {
  const universe = {
    "@x/a": { "1.0.0": { larder: {} }, "1.1.0": { larder: {}, engines: { larder: "^2" } } },
    "@x/b": { "1.0.0": { larder: {} }, "1.1.0": { larder: {}, peerDependencies: { "@larder/sdk": "^2" } } },
  };
  expect(idsOf(await resolved(universe, { "@x/a": "^1", "@x/b": "^1" }))).toEqual(["@x/a@1.0.0", "@x/b@1.0.0"]);
});

test("[RS8] versions without a sha512 integrity are passed over", async () => {
  const universe = { "@x/a": { "1.0.0": { larder: {} }, "1.1.0": { larder: {}, integrity: null } } };
  expect(idsOf(await resolved(universe, { "@x/a": "^1" }))).toEqual(["@x/a@1.0.0"]);
});
