import { expect, test } from "vitest";

import { resolve } from "../resolve.ts";
import type { ResolveRequest } from "../request.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";
import { type ConflictReport, formatConflict } from "./format-conflict.ts";

async function refusal(
  universe: Universe,
  wants: { readonly [alias: string]: string },
  more: Partial<ResolveRequest> = {},
): Promise<Pick<ConflictReport, "sentences" | "suggestions">> {
  const outcome = await resolve(aRequest(wants, more), new ARegistry(universe));
  if (outcome.outcome === "solved") throw new Error("It was solved");
  const { sentences, suggestions } = formatConflict(outcome.conflict);
  return { sentences, suggestions };
}

const plugin = { larder: {} };

test("[RS3] two plugins that need different majors of a third are told apart, with the line of each want", async () => {
  const report = await refusal(
    {
      "@a/b": {
        "1.0.0": { larder: { requires: { "@c/d": "^2" } } },
        "2.0.0": { larder: { requires: { "@c/d": "^3" } } },
      },
      "@c/d": { "2.0.0": plugin, "3.0.0": plugin },
    },
    { "@a/b": "^2", "@c/d": "^2" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` ^2 and \`@a/b\` 2.0.0 requires \`@c/d\` ^3, the host needs \`@c/d\` ^3.0.0.",
        "So because larder.yaml:5 wants \`@c/d\` ^2, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Change \`@a/b\` in larder.yaml:4 from \`^2\` to \`^1.0.0\`: then everything fits together",
        "Change \`@c/d\` in larder.yaml:5 from \`^2\` to \`^3.0.0\`: then everything fits together",
      ],
    }
  `);
});

test("[RS7] a plugin that needs another core says both versions", async () => {
  const report = await refusal({ "@a/b": { "1.0.0": { ...plugin, engines: { larder: "^2.0.0" } } } }, { "@a/b": "*" });
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because \`@a/b\` 1.0.0 needs the core's API ^2.0.0 and the core's API is 1.0.0, \`@a/b\` 1.0.0 cannot be used.",
        "So because larder.yaml:4 wants \`@a/b\` *, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Run the host with a core whose API is 2.0.0 instead of 1.0.0",
      ],
    }
  `);
});

test("[RS2] a want for a package that does not exist is refused", async () => {
  expect(await refusal({}, { "@a/b": "^1" })).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` ^1 and \`@a/b\` does not exist in \`home\`, the host cannot have what it wants.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RS2] who asks for other versions of a package that does not exist is told that, and not that they disagree", async () => {
  expect((await refusal({}, { a: "npm:gone@^1", b: "npm:gone@^2" })).sentences).toEqual([
    "Because larder.yaml:5 wants `gone` npm:gone@^2 and `gone` does not exist in `home`, the host cannot have what it wants.",
  ]);

  const plugins = { "@a/b": "^1", "@c/d": "2.0.0" };
  const universe = Object.fromEntries(
    Object.entries(plugins).map(([name, wanted]) => [name, { "2.0.0": { larder: { requires: { gone: wanted } } } }]),
  );
  expect((await refusal(universe, { "@a/b": "*", "@c/d": "*" })).sentences.join(" ")).toContain(
    "`gone` does not exist in `home`",
  );
});

test("[RS2] a want for a version that does not exist is refused, and the newest one is named and suggested", async () => {
  expect(await refusal({ "@a/b": { "1.0.0": plugin, "1.4.0": plugin } }, { "@a/b": "^9" })).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` ^9 and no version of \`@a/b\` satisfies ^9.0.0 (the newest is 1.4.0), the host cannot have what it wants.",
      ],
      "suggestions": [
        "Change \`@a/b\` in larder.yaml:4 from \`^9\` to \`^1.4.0\`: then everything fits together",
      ],
    }
  `);
});

test("[RS5] a capability that nothing provides is refused", async () => {
  const report = await refusal(
    { "@a/b": { "1.0.0": { larder: { requires: { "capability:db": "^1" } } } } },
    { "@a/b": "*" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 requires the capability \`db\` ^1, which nothing that the host wants provides, the host cannot have what it wants.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RS5] a capability that is provided in another version is refused with that version", async () => {
  const report = await refusal(
    {
      "@a/b": { "1.0.0": { larder: { requires: { "capability:db": "^2" } } } },
      "@c/d": { "1.0.0": { larder: { provides: { "capability:db": "1.0.0" } } } },
    },
    { "@a/b": "*", "@c/d": "*" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 requires the capability \`db\` ^2, which is provided only as 1.0.0 by \`@c/d\`, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Remove \`@a/b\` from larder.yaml:4: everything else fits together",
      ],
    }
  `);
});

test("[RS6] packages that conflict are refused together", async () => {
  const report = await refusal(
    { "@a/b": { "1.0.0": { larder: { conflicts: { "@c/d": "^1" } } } }, "@c/d": { "1.0.0": plugin, "1.1.0": plugin } },
    { "@a/b": "*", "@c/d": "^1" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 conflicts with \`@c/d\` ^1, no version of \`@c/d\` can be used.",
        "So because larder.yaml:5 wants \`@c/d\` ^1, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Remove \`@a/b\` from larder.yaml:4: everything else fits together",
        "Remove \`@c/d\` from larder.yaml:5: everything else fits together",
      ],
    }
  `);
});

test("[RS4] a peer onto a singleton in another range is refused", async () => {
  const report = await refusal(
    {
      "@a/b": { "1.0.0": { ...plugin, peerDependencies: { "@c/d": "^2" } } },
      "@c/d": { "1.0.0": plugin, "2.0.0": plugin },
    },
    { "@a/b": "*", "@c/d": "^1" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 needs the peer \`@c/d\` ^2, the host needs \`@c/d\` ^2.0.0.",
        "So because larder.yaml:5 wants \`@c/d\` ^1, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Change \`@c/d\` in larder.yaml:5 from \`^1\` to \`^2.0.0\`: then everything fits together",
      ],
    }
  `);
});

test("[RL9] a library that does not exist is refused with the way to it", async () => {
  const report = await refusal(
    {
      "@a/b": { "1.0.0": { ...plugin, dependencies: { left: "^1" } } },
      left: { "1.0.0": { dependencies: { gone: "^1" } } },
    },
    { "@a/b": "*" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 depends on \`gone\` ^1 (through \`left\` 1.0.0), which does not exist in \`home\`, the host cannot have what it wants.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RL9] a library that the host wants itself is refused with its line", async () => {
  expect(await refusal({ left: { "1.0.0": {} } }, { left: "^2" })).toMatchInlineSnapshot(`
    {
      "sentences": [
        "larder.yaml:4 wants \`left\` ^2, which has no version in this range (the newest is 1.0.0).",
      ],
      "suggestions": [
        "Change \`left\` in larder.yaml:4 from \`^2\` to \`^1.0.0\`: then everything fits together",
      ],
    }
  `);
});

test("[RL8] a dependency of a package on a repository is refused", async () => {
  const report = await refusal({ left: { "1.0.0": { dependencies: { right: "github:user/right" } } } }, { left: "*" });
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "larder.yaml:4 wants \`left\`, and \`left\` 1.0.0 depends on \`right\` github:user/right, which cannot be had: \`github:user/right\` is not from a registry.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RS2] a want that is not from a registry is refused", async () => {
  expect(await refusal({}, { themes: "github:user/themes" })).toMatchInlineSnapshot(`
    {
      "sentences": [
        "larder.yaml:4 wants \`themes\`, but \`github:user/themes\` is not from a registry.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RS8] a version without a sha512 integrity is refused", async () => {
  const report = await refusal({ "@a/b": { "1.0.0": { ...plugin, integrity: null } } }, { "@a/b": "*" });
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because larder.yaml:4 wants \`@a/b\` * and \`@a/b\` 1.0.0 carries no sha512 integrity, the host cannot have what it wants.",
      ],
      "suggestions": [],
    }
  `);
});

test("[RS3] a long chain is told step by step", async () => {
  const report = await refusal(
    {
      "@x/a": { "1.0.0": { larder: { requires: { "@x/b": "^1" } } } },
      "@x/b": { "1.0.0": { larder: { requires: { "@x/c": "^1" } } } },
      "@x/c": { "1.0.0": { larder: { requires: { "@x/d": "^1" } } } },
      "@x/d": { "1.0.0": plugin, "2.0.0": plugin },
    },
    { "@x/a": "^1", "@x/d": "^2" },
  );
  expect(report).toMatchInlineSnapshot(`
    {
      "sentences": [
        "Because \`@x/a\` 1.0.0 requires \`@x/b\` ^1 and \`@x/b\` 1.0.0 requires \`@x/c\` ^1, \`@x/a\` 1.0.0 needs \`@x/c\` ^1.0.0.",
        "And because \`@x/c\` 1.0.0 requires \`@x/d\` ^1, \`@x/a\` 1.0.0 needs \`@x/d\` ^1.0.0.",
        "So because larder.yaml:4 wants \`@x/a\` ^1 and larder.yaml:5 wants \`@x/d\` ^2, the host cannot have what it wants.",
      ],
      "suggestions": [
        "Change \`@x/d\` in larder.yaml:5 from \`^2\` to \`^1.0.0\`: then everything fits together",
      ],
    }
  `);
});
