import type { Integrity } from "@larder/package-spec";
import { expect, test } from "vitest";

import { createLockfile } from "./lockfile.ts";
import { aLockfile, aPackage } from "./testing/a-lockfile.ts";
import { verifyLockfile } from "./verify-lockfile.ts";

const { resolution } = aLockfile;

test("[LK7] a lockfile that hangs together has no problems", () => {
  expect(verifyLockfile(aLockfile)).toEqual([]);
});

test("[LK7] each edge, want and capability has to lead to a package that is there", () => {
  const nodes = resolution.nodes.filter(({ name }) => name !== "ui");
  expect(verifyLockfile(createLockfile({ ...resolution, nodes })).map(({ sentence }) => sentence)).toEqual([
    "`chat` leads to `ui@2.0.0(view@3.0.0)`, which is not in the lockfile",
    "`@x/app@1.2.0` leads to `ui@2.0.0(view@3.0.0)`, which is not in the lockfile",
  ]);
});

test("[LK7] a version outside the range of an edge, a second singleton, a package that nothing needs, a weak integrity are told", () => {
  const nodes = [
    aPackage("@x/app", "1.0.0", { kind: "singleton" }),
    ...resolution.nodes,
    aPackage("weak", "1.0.0", {
      integrity: "sha1-abc" as Integrity,
      edges: [{ kind: "prod", alias: "view", wanted: "npm:view@^4", to: "view@3.0.0" }],
    }),
  ];
  expect(verifyLockfile(createLockfile({ ...resolution, nodes })).map(({ sentence }) => sentence)).toEqual([
    "`weak@1.0.0` asks for `view` npm:view@^4 and is given 3.0.0",
    "`weak@1.0.0` has no sha512 integrity",
    "`@x/app` stands in a host once, and the lockfile has `@x/app@1.0.0` and `@x/app@1.2.0`",
    "nothing that the host wants needs `@x/app@1.0.0`",
    "nothing that the host wants needs `weak@1.0.0`",
  ]);
});
