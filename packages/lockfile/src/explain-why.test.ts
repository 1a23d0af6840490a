import type { Edge } from "@larder/resolver";
import { expect, test } from "vitest";

import { explainWhy } from "./explain-why.ts";
import { createLockfile } from "./lockfile.ts";
import { aLockfile, aPackage } from "./testing/a-lockfile.ts";

function edge(alias: string, to: string): Edge {
  return { kind: "prod", alias, wanted: "*", to };
}

test("an instance is told with all who ask for it, up to the wants, with the range of each", () => {
  expect(explainWhy(aLockfile, "view")).toEqual([
    {
      id: "view@3.0.0",
      name: "view",
      version: "3.0.0",
      kind: "library",
      askers: [
        { kind: "want", alias: "view", wanted: "latest", askers: [], isRepeated: false },
        {
          by: "ui@2.0.0(view@3.0.0)",
          kind: "peer",
          alias: "view",
          wanted: "^3",
          isRepeated: false,
          askers: [
            { kind: "want", alias: "chat", wanted: "npm:ui@^2", askers: [], isRepeated: false },
            {
              by: "@x/app@1.2.0",
              kind: "prod",
              alias: "ui",
              wanted: "^2",
              isRepeated: false,
              askers: [
                { kind: "want", alias: "@x/app", wanted: "^1.0.0", askers: [], isRepeated: false },
                {
                  by: "@x/app@1.2.0",
                  kind: "requires",
                  alias: "capability:db",
                  wanted: "^1",
                  askers: [],
                  isRepeated: true,
                },
              ],
            },
          ],
        },
      ],
    },
  ]);
});

test("the alias of a want stands for what it leads to, and a name that is not there for nothing", () => {
  expect(explainWhy(aLockfile, "chat").map(({ id }) => id)).toEqual(["ui@2.0.0(view@3.0.0)"]);
  expect(explainWhy(aLockfile, "nobody")).toEqual([]);
});

test("a cycle ends, and each version is told apart", () => {
  const lock = createLockfile({
    ...aLockfile.resolution,
    wants: [{ alias: "a", wanted: "^1", to: "a@1.0.0" }],
    nodes: [
      aPackage("a", "1.0.0", { edges: [edge("b", "b@1.0.0")] }),
      aPackage("b", "1.0.0", { edges: [edge("a", "a@1.0.0"), edge("c", "c@1.0.0")] }),
      aPackage("c", "1.0.0", { edges: [edge("old", "c@0.1.0")] }),
      aPackage("c", "0.1.0"),
    ],
  });

  const [newer, older] = explainWhy(lock, "c");

  expect(newer?.askers).toMatchObject([
    { by: "b@1.0.0", askers: [{ by: "a@1.0.0", askers: [{ kind: "want" }, { by: "b@1.0.0", isRepeated: true }] }] },
  ]);
  expect(older?.askers).toMatchObject([{ by: "c@1.0.0", alias: "old", askers: [{ by: "b@1.0.0" }] }]);
});

test("a long chain, and a graph in which everybody asks for everybody, are told to their end", () => {
  const ids = Array.from({ length: 400 }, (_, index) => `p${index}`);
  const chain = ids.map((name, index) =>
    aPackage(name, "1.0.0", { edges: index === 0 ? [] : [edge(`p${index - 1}`, `p${index - 1}@1.0.0`)] }),
  );
  const mesh = ids.map((name) => aPackage(name, "1.0.0", { edges: ids.map((other) => edge(other, `${other}@1.0.0`)) }));
  const wants = [{ alias: "p399", wanted: "*", to: "p399@1.0.0" }];
  const depthOf = (nodes: typeof chain): number => {
    const [why] = explainWhy(createLockfile({ ...aLockfile.resolution, wants, nodes }), "p0");
    let depth = 0;
    for (let askers = why?.askers; askers?.[0] !== undefined; askers = askers[0].askers) depth += 1;
    return depth;
  };

  expect([depthOf(chain), depthOf(mesh)]).toEqual([400, 2]);
});
