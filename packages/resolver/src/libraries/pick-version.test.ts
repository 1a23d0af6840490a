// SPEC.md: rule ids in titles refer to it.
import type { PackageName, Range, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { packageVersionsOf } from "../package-versions.ts";
import type { ResolveRequest } from "../request.ts";
import { resolve } from "../resolve.ts";
import { ARegistry, aRequest } from "../testing/a-registry.ts";
import { pickVersion } from "./pick-version.ts";

/** Asks one registry after the other question, as hosts do: its documents stay the same objects. */
async function versionsFor(
  registry: ARegistry,
  requests: readonly ResolveRequest[],
): Promise<readonly (string | undefined)[]> {
  const versions: (string | undefined)[] = [];
  for (const request of requests) {
    const outcome = await resolve(request, registry);
    versions.push(outcome.outcome === "solved" ? outcome.resolution.nodes[0]?.version : undefined);
  }
  return versions;
}

test("[RL1] what one host got for a range is not what another gets: its core, its preference and its policy count", async () => {
  const registry = new ARegistry({
    view: { "1.0.0": {}, "1.1.0": {}, "1.2.0": { engines: { larder: "^2.0.0" } } },
  });
  const requests = [
    aRequest({ view: "^1.0.0" }),
    aRequest({ view: "^1.0.0" }, { coreVersion: "2.0.0" as Version }),
    aRequest({ view: "^1.0.0" }, { prefer: "lowest" }),
    aRequest(
      { view: "^1.0.0" },
      {
        policy: {
          minimumAgeMs: 0,
          minimumAgeExempt: [],
          trust: "any",
          deprecated: "allow",
          block: { "view@1.1.0": "broken" },
          platforms: [],
        },
      },
    ),
  ];

  const expected = ["1.1.0", "1.2.0", "1.0.0", "1.0.0"];
  expect(await versionsFor(registry, requests)).toEqual(expected);
  expect(await versionsFor(registry, requests.toReversed())).toEqual(expected.toReversed());
});

test("[RL1] packages that were asked for in very many ranges are picked as before", async () => {
  const versions = Array.from({ length: 200 }, (_, minor) => `1.${minor}.0`);
  const registry = new ARegistry({ view: Object.fromEntries(versions.map((version) => [version, {}])) });
  const packument = registry.documents.get("view" as PackageName);
  if (packument === undefined) throw new Error("There is no document");
  const view = packageVersionsOf(packument);
  const pickFor = (range: string, coreVersion: string): string | undefined =>
    pickVersion(
      view,
      { type: "registry", name: view.name, wanted: { type: "range", range: range as Range }, text: range },
      { lockedEdge: undefined, locked: new Set(), chosen: [], coreVersion: coreVersion as Version, prefer: "newest" },
    )?.version;

  // More than are remembered at all.
  for (let core = 0; core < 300; core++) {
    expect(versions.map((version) => pickFor(`~${version}`, `1.0.${core}`))).toEqual(versions);
  }
  expect(versions.map((version) => pickFor(`~${version}`, "1.0.0"))).toEqual(versions);
});
