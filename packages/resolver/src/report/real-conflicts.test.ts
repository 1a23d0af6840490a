import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import type { ResolvePolicy } from "../policy.ts";
import type { ResolveRequest } from "../request.ts";
import { resolve } from "../resolve.ts";
import { applySuggestion } from "../suggestions/apply-suggestion.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";
import { formatConflict } from "./format-conflict.ts";

/** What an operator reads: why, and what would help. Each suggestion is followed first, and has to work. */
async function told(world: Universe | ARegistry, request: ResolveRequest): Promise<string> {
  const registry = world instanceof ARegistry ? world : new ARegistry(world);
  const outcome = await resolve(request, registry);
  if (outcome.outcome === "solved") throw new Error("It was solved");
  for (const suggestion of outcome.conflict.suggestions) {
    const followed = await resolve(applySuggestion(request, suggestion), registry);
    expect({ suggestion, outcome: followed.outcome }).toEqual({ suggestion, outcome: "solved" });
  }
  const { sentences, suggestions } = formatConflict(outcome.conflict);
  return [...sentences, ...suggestions.map((suggestion) => `→ ${suggestion}`)].join("\n");
}

const plugin = { larder: {} };
const policy: ResolvePolicy = {
  minimumAgeMs: 0,
  minimumAgeExempt: [],
  trust: "any",
  deprecated: "allow",
  block: {},
  platforms: [],
};
const asOf = "2026-11-20T09:30:00.000Z";
const threeDays = 3 * 86_400_000;

test("[RS7] a plugin that needs another core", async () => {
  const world = {
    "@acme/dashboards": {
      "2.4.0": { ...plugin, engines: { larder: "^1.0.0" } },
      "3.0.0": { ...plugin, engines: { larder: "^2.0.0" } },
    },
    "@acme/metrics": { "1.0.0": plugin },
  };
  expect(await told(world, aRequest({ "@acme/dashboards": "^3.0.0", "@acme/metrics": "*" }))).toMatchInlineSnapshot(`
    "Because \`@acme/dashboards\` 3.0.0 needs the core's API ^2.0.0 and the core's API is 1.0.0, \`@acme/dashboards\` 3.0.0 cannot be used.
    So because larder.yaml:4 wants \`@acme/dashboards\` ^3.0.0, the host cannot have what it wants.
    → Change \`@acme/dashboards\` in larder.yaml:4 from \`^3.0.0\` to \`^2.4.0\`: then everything fits together
    → Run the host with a core whose API is 2.0.0 instead of 1.0.0"
  `);
});

test("[RS3] two plugins that need different majors of a third", async () => {
  const world = {
    "@acme/billing": {
      "4.1.0": { larder: { requires: { "@acme/ledger": "^2.0.0" } } },
      "5.0.0": { larder: { requires: { "@acme/ledger": "^3.0.0" } } },
    },
    "@acme/invoices": { "1.8.0": { larder: { requires: { "@acme/ledger": "^2.2.0" } } } },
    "@acme/ledger": { "2.0.0": plugin, "2.3.0": plugin, "3.0.0": plugin },
  };
  const request = aRequest({ "@acme/billing": "^5.0.0", "@acme/invoices": "^1.0.0" });
  expect(await told(world, request)).toMatchInlineSnapshot(`
    "Because \`@acme/billing\` 5.0.0 requires \`@acme/ledger\` ^3.0.0 and \`@acme/invoices\` 1.8.0 requires \`@acme/ledger\` ^2.2.0, \`@acme/billing\` 5.0.0 and \`@acme/invoices\` 1.8.0 cannot stand together.
    So because larder.yaml:4 wants \`@acme/billing\` ^5.0.0 and larder.yaml:5 wants \`@acme/invoices\` ^1.0.0, the host cannot have what it wants.
    → Change \`@acme/billing\` in larder.yaml:4 from \`^5.0.0\` to \`^4.1.0\`: then everything fits together"
  `);
});

test("[RS4] a peer on a plugin that the host has in another major", async () => {
  const world = {
    "@acme/charts": {
      "1.0.0": { ...plugin, peerDependencies: { "@acme/theme": "^1.0.0" } },
      "2.0.0": { ...plugin, peerDependencies: { "@acme/theme": "^2.0.0" } },
    },
    "@acme/theme": { "1.0.0": plugin, "1.2.0": plugin, "2.0.0": plugin },
  };
  const request = aRequest({ "@acme/charts": "^2.0.0", "@acme/theme": "^1.0.0" });
  expect(await told(world, request)).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/charts\` ^2.0.0 and \`@acme/charts\` 2.0.0 needs the peer \`@acme/theme\` ^2.0.0, the host needs \`@acme/theme\` ^2.0.0.
    So because larder.yaml:5 wants \`@acme/theme\` ^1.0.0, the host cannot have what it wants.
    → Change \`@acme/charts\` in larder.yaml:4 from \`^2.0.0\` to \`^1.0.0\`: then everything fits together
    → Change \`@acme/theme\` in larder.yaml:5 from \`^1.0.0\` to \`^2.0.0\`: then everything fits together"
  `);
});

test("[RP1] a version that is too young for the host", async () => {
  const world = {
    "@acme/search": {
      "1.9.0": { ...plugin, published: "2026-10-01T08:00:00.000Z" },
      "2.0.0": { ...plugin, published: "2026-11-19T14:20:30.000Z" },
      "2.0.1": { ...plugin, published: "2026-11-20T09:00:00.000Z" },
    },
  };
  const aged = { ...policy, minimumAgeMs: threeDays };
  expect(await told(world, aRequest({ "@acme/search": "^2.0.0" }, { policy: aged, asOf }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/search\` ^2.0.0 and \`@acme/search\` 2.0.0 or 2.0.1 is too young (the policy asks for 3 days; 2.0.0 may be had from 2026-11-22 14:21 UTC on), the host cannot have what it wants.
    → Change \`@acme/search\` in larder.yaml:4 from \`^2.0.0\` to \`^1.9.0\`: then everything fits together
    → Wait until 2026-11-22 14:21 UTC: then \`@acme/search@2.0.0\` is old enough
    → Add \`@acme/search\` to \`policy.minimumAgeExempt\` in larder.yaml, if you trust its new versions already"
  `);
});

test("[RS3] a version that the registry keeps back", async () => {
  const registry = new ARegistry({ "@acme/search": { "1.9.0": plugin } });
  const name = "@acme/search" as PackageName;
  const document = registry.documents.get(name);
  if (!document) throw new Error("There is no document");
  const hidden = {
    "2.0.0": { cause: "age", reason: "it is not 7 days old yet", until: "2026-11-26T14:20:30.000Z" },
    "2.0.1": { cause: "advisory", reason: "GHSA-1234 (critical) is known against it: remote code execution" },
  } as const;
  registry.documents.set(name, { ...document, larder: { hidden } });
  expect(await told(registry, aRequest({ "@acme/search": "^2.0.0" }))).toMatchInlineSnapshot(`
    "Because \`@acme/search\` 2.0.0 is not served by the registry (it is not 7 days old yet; it will be from 2026-11-26 14:21 UTC on) and \`@acme/search\` 2.0.1 is not served by the registry (GHSA-1234 (critical) is known against it: remote code execution), \`@acme/search\` 2.0.0 or 2.0.1 cannot be used.
    So because larder.yaml:4 wants \`@acme/search\` ^2.0.0, the host cannot have what it wants.
    → Change \`@acme/search\` in larder.yaml:4 from \`^2.0.0\` to \`^1.9.0\`: then everything fits together"
  `);
});

test("[RS5] a capability that nobody provides", async () => {
  const world = {
    "@acme/forum": { "1.0.0": { larder: { requires: { "capability:mail": "^1.0.0" } } } },
    "@acme/metrics": { "1.0.0": plugin },
  };
  expect(await told(world, aRequest({ "@acme/forum": "^1.0.0", "@acme/metrics": "*" }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/forum\` ^1.0.0 and \`@acme/forum\` 1.0.0 requires the capability \`mail\` ^1.0.0, which nothing that the host wants provides, the host cannot have what it wants.
    → Remove \`@acme/forum\` from larder.yaml:4: everything else fits together"
  `);
});

test("[RS5] a capability that two packages provide in versions that two others do not share", async () => {
  const world = {
    "@acme/postgres": { "1.0.0": { larder: { provides: { "capability:db": "1.0.0" } } } },
    "@acme/sqlite": { "1.0.0": { larder: { provides: { "capability:db": "2.0.0" } } } },
    "@acme/forum": { "1.0.0": { larder: { requires: { "capability:db": "^1.0.0" } } } },
    "@acme/notes": { "1.0.0": { larder: { requires: { "capability:db": "^2.0.0" } } } },
  };
  const wants = { "@acme/postgres": "*", "@acme/sqlite": "*", "@acme/forum": "^1.0.0", "@acme/notes": "^1.0.0" };
  expect(await told(world, aRequest(wants))).toMatchInlineSnapshot(`
    "Because \`@acme/forum\` 1.0.0 requires \`@acme/postgres\` as the one provider of the capability \`db\` (^1.0.0) and \`@acme/notes\` 1.0.0 requires \`@acme/sqlite\` as the one provider of the capability \`db\` (^2.0.0), \`@acme/forum\` 1.0.0 and \`@acme/notes\` 1.0.0 cannot stand together.
    So because larder.yaml:6 wants \`@acme/forum\` ^1.0.0 and larder.yaml:7 wants \`@acme/notes\` ^1.0.0, the host cannot have what it wants.
    → Remove \`@acme/forum\` from larder.yaml:6: everything else fits together
    → Remove \`@acme/notes\` from larder.yaml:7: everything else fits together"
  `);
});

test("[RS6] two providers of a capability that do not stand each other", async () => {
  const world = {
    "@acme/postgres": {
      "1.0.0": { larder: { provides: { "capability:db": "1.0.0" }, conflicts: { "@acme/sqlite": "*" } } },
    },
    "@acme/sqlite": { "1.0.0": { larder: { provides: { "capability:db": "1.2.0" } } } },
    "@acme/forum": { "1.0.0": { larder: { requires: { "capability:db": "^1.0.0" } } } },
  };
  const wants = { "@acme/postgres": "*", "@acme/sqlite": "*", "@acme/forum": "^1.0.0" };
  expect(await told(world, aRequest(wants))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/postgres\` * and \`@acme/postgres\` 1.0.0 conflicts with \`@acme/sqlite\` *, \`@acme/sqlite\` 1.0.0 cannot be used.
    So because larder.yaml:5 wants \`@acme/sqlite\` *, the host cannot have what it wants.
    → Remove \`@acme/postgres\` from larder.yaml:4: everything else fits together
    → Remove \`@acme/sqlite\` from larder.yaml:5: everything else fits together"
  `);
});

test("[RS6] a plugin that conflicts with another", async () => {
  const world = {
    "@acme/legacy-auth": { "1.0.0": plugin, "1.4.0": plugin },
    "@acme/sso": {
      "2.0.0": plugin,
      "3.0.0": { larder: { conflicts: { "@acme/legacy-auth": "<2.0.0" } } },
    },
  };
  const request = aRequest({ "@acme/legacy-auth": "^1.0.0", "@acme/sso": "^3.0.0" });
  expect(await told(world, request)).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/legacy-auth\` ^1.0.0 and \`@acme/sso\` 3.0.0 conflicts with \`@acme/legacy-auth\` <2.0.0, \`@acme/sso\` 3.0.0 cannot be used.
    So because larder.yaml:5 wants \`@acme/sso\` ^3.0.0, the host cannot have what it wants.
    → Change \`@acme/sso\` in larder.yaml:5 from \`^3.0.0\` to \`^2.0.0\`: then everything fits together"
  `);
});

test("[RP7] a plugin for another platform", async () => {
  const world = {
    "@acme/camera": {
      "1.0.0": { ...plugin, os: ["linux", "darwin"] },
      "2.0.0": { ...plugin, os: ["darwin"], cpu: ["arm64"] },
    },
  };
  const linux = { ...policy, platforms: [{ os: "linux", cpu: "x64", libc: "glibc" }] };
  expect(await told(world, aRequest({ "@acme/camera": "^2.0.0" }, { policy: linux }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/camera\` ^2.0.0 and \`@acme/camera\` 2.0.0 does not run on linux/x64/glibc (only on darwin, arm64), the host cannot have what it wants.
    → Change \`@acme/camera\` in larder.yaml:4 from \`^2.0.0\` to \`^1.0.0\`: then everything fits together"
  `);
});

test("[RP7] a plugin for another Node", async () => {
  const world = {
    "@acme/reports": {
      "1.0.0": { ...plugin, engines: { node: ">=20" } },
      "2.0.0": { ...plugin, engines: { node: "^24.0.0" } },
    },
  };
  const node = { ...policy, node: "26.0.0" as ResolveRequest["coreVersion"] };
  expect(await told(world, aRequest({ "@acme/reports": "^2.0.0" }, { policy: node }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/reports\` ^2.0.0 and \`@acme/reports\` 2.0.0 does not run on Node 26.0.0 (it needs ^24.0.0), the host cannot have what it wants.
    → Change \`@acme/reports\` in larder.yaml:4 from \`^2.0.0\` to \`^1.0.0\`: then everything fits together"
  `);
});

test("[RP4] a version that the operator has blocked", async () => {
  const world = {
    "@acme/shop": { "1.0.0": { larder: { requires: { "@acme/payments": "^3.2.0" } } } },
    "@acme/payments": { "3.1.0": plugin, "3.2.0": plugin, "3.2.1": plugin },
  };
  const blocking = { ...policy, block: { "@acme/payments@>=3.2.0 <3.3.0": "rounds wrongly, see OPS-117" } };
  expect(await told(world, aRequest({ "@acme/shop": "^1.0.0" }, { policy: blocking }))).toMatchInlineSnapshot(`
    "Because \`@acme/shop\` 1.0.0 requires \`@acme/payments\` ^3.2.0 and \`@acme/payments\` 3.2.0 or 3.2.1 is blocked by the policy (rounds wrongly, see OPS-117), \`@acme/shop\` 1.0.0 cannot be used.
    So because larder.yaml:4 wants \`@acme/shop\` ^1.0.0, the host cannot have what it wants.
    → Take \`@acme/payments@>=3.2.0 <3.3.0\` out of \`policy.block\` in larder.yaml, if this no longer holds: rounds wrongly, see OPS-117"
  `);
});

test("[RP6] a version that came without the evidence of the ones before it", async () => {
  const world = {
    "@acme/login": {
      "1.3.0": { ...plugin, _npmUser: { name: "CI", trustedPublisher: { id: "github" } } },
      "1.4.0": plugin,
    },
  };
  const careful = { ...policy, trust: "no-downgrade" } as const;
  expect(await told(world, aRequest({ "@acme/login": "^1.4.0" }, { policy: careful }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/login\` ^1.4.0 and \`@acme/login\` 1.4.0 is less trustworthy than 1.3.0 before it (which came from a trusted publisher, and this without any evidence of who published it), the host cannot have what it wants.
    → Change \`@acme/login\` in larder.yaml:4 from \`^1.4.0\` to \`^1.3.0\`: then everything fits together"
  `);
});

test("[RP5] a plugin of which everything that fits is deprecated", async () => {
  const world = { "@acme/wiki": { "1.0.0": { ...plugin, deprecated: "use @acme/pages" }, "2.0.0": plugin } };
  const strict = { ...policy, deprecated: "refuse" } as const;
  expect(await told(world, aRequest({ "@acme/wiki": "^1.0.0" }, { policy: strict }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/wiki\` ^1.0.0 and \`@acme/wiki\` 1.0.0 is deprecated, and so refused by the policy (use @acme/pages), the host cannot have what it wants.
    → Change \`@acme/wiki\` in larder.yaml:4 from \`^1.0.0\` to \`^2.0.0\`: then everything fits together
    → Set \`policy.deprecated\` in larder.yaml to \`allow\`: then deprecated versions are taken where nothing else fits"
  `);
});

test("[RL9] a library below a plugin that cannot be had", async () => {
  const world = {
    "@acme/export": {
      "1.0.0": plugin,
      "2.0.0": { ...plugin, dependencies: { "pdf-kit": "^4.0.0" } },
    },
    "pdf-kit": { "4.1.0": { dependencies: { "font-tables": "^9.0.0" } } },
    "font-tables": { "8.2.0": {} },
  };
  expect(await told(world, aRequest({ "@acme/export": "^2.0.0" }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/export\` ^2.0.0 and \`@acme/export\` 2.0.0 depends on \`font-tables\` ^9.0.0 (through \`pdf-kit\` 4.1.0), which has no version in this range (the newest is 8.2.0), the host cannot have what it wants.
    → Change \`@acme/export\` in larder.yaml:4 from \`^2.0.0\` to \`^1.0.0\`: then everything fits together"
  `);
});

test("[RL9] a library below a plugin that is too young", async () => {
  const world = {
    "@acme/export": {
      "1.0.0": { ...plugin, published: "2026-01-01T00:00:00.000Z" },
      "2.0.0": { ...plugin, dependencies: { "pdf-kit": "^4.1.0" }, published: "2026-02-01T00:00:00.000Z" },
    },
    "pdf-kit": {
      "4.0.0": { published: "2026-01-01T00:00:00.000Z" },
      "4.1.0": { published: "2026-11-18T10:00:00.000Z" },
    },
  };
  const aged = { ...policy, minimumAgeMs: threeDays };
  expect(await told(world, aRequest({ "@acme/export": "^2.0.0" }, { policy: aged, asOf }))).toMatchInlineSnapshot(`
    "Because larder.yaml:4 wants \`@acme/export\` ^2.0.0 and \`@acme/export\` 2.0.0 depends on \`pdf-kit\` ^4.1.0, which has no version in this range that can be had: 4.1.0 is too young (the policy asks for 3 days; it may be had from 2026-11-21 10:00 UTC on), the host cannot have what it wants.
    → Change \`@acme/export\` in larder.yaml:4 from \`^2.0.0\` to \`^1.0.0\`: then everything fits together
    → Wait until 2026-11-21 10:00 UTC: then \`pdf-kit@4.1.0\` is old enough
    → Add \`pdf-kit\` to \`policy.minimumAgeExempt\` in larder.yaml, if you trust its new versions already"
  `);
});

test("[RL7] an override that forces a version which others cannot use", async () => {
  const world = {
    "@acme/billing": { "4.1.0": { larder: { requires: { "@acme/ledger": "^2.0.0" } } } },
    "@acme/invoices": { "1.8.0": { larder: { requires: { "@acme/ledger": "^2.2.0" } } } },
    "@acme/ledger": { "2.3.0": plugin, "3.0.0": plugin },
  };
  const request = aRequest(
    { "@acme/billing": "^4.0.0", "@acme/invoices": "^1.0.0" },
    { overrides: { "@acme/billing>@acme/ledger": "^3.0.0" } },
  );
  expect(await told(world, request)).toMatchInlineSnapshot(`
    "Because \`@acme/billing\` 4.1.0 requires \`@acme/ledger\` ^3.0.0 (by an override of the host) and \`@acme/invoices\` 1.8.0 requires \`@acme/ledger\` ^2.2.0, \`@acme/billing\` 4.1.0 and \`@acme/invoices\` 1.8.0 cannot stand together.
    So because larder.yaml:4 wants \`@acme/billing\` ^4.0.0 and larder.yaml:5 wants \`@acme/invoices\` ^1.0.0, the host cannot have what it wants.
    → Take the override of \`@acme/billing>@acme/ledger\` with \`^3.0.0\` out of larder.yaml: without it everything fits together"
  `);
});
