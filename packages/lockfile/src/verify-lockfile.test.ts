import type { Integrity, Version } from "@larder/package-spec";
import { policyOfNobody, type Edge, type ResolvePolicy } from "@larder/resolver";
import { expect, test } from "vitest";

import { listPlatformPackages } from "./list-platform-packages.ts";
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

test("[LK7] a peer that may be missing is held to its range when it is there", () => {
  const nodes = [
    ...resolution.nodes.filter(({ name }) => name !== "view"),
    aPackage("view", "3.0.0", {
      edges: [{ kind: "optional-peer", alias: "ui", wanted: "^1", to: "ui@2.0.0(view@3.0.0)" }],
    }),
  ];

  expect(verifyLockfile(createLockfile({ ...resolution, nodes })).map(({ sentence }) => sentence)).toEqual([
    "`view@3.0.0` asks for `ui` ^1 and is given 2.0.0",
  ]);
});

test("[LK13] what the policy of the lock, or another one, rules out is told by package", () => {
  const policy: ResolvePolicy = {
    ...policyOfNobody,
    deprecated: "refuse",
    block: { "view@<4": "It was taken over", "view@>=4": "Not this one" },
    platforms: [{ os: "darwin", cpu: "arm64" }],
    node: "22.0.0" as Version,
  };

  expect(verifyLockfile(aLockfile, policyOfNobody)).toEqual([]);
  expect(verifyLockfile(createLockfile({ ...resolution, policy }))).toEqual(verifyLockfile(aLockfile, policy));
  expect(verifyLockfile(aLockfile, policy).map(({ sentence }) => sentence)).toEqual([
    "`@x/app@1.2.0` wants Node >=24, and the policy says 22.0.0",
    '`ui@2.0.0(view@3.0.0)` is deprecated: Use "view" → instead\nplease',
    "`ui@2.0.0(view@3.0.0)` runs on none of darwin/arm64",
    "`view@3.0.0` is blocked: It was taken over",
  ]);
});

test("[LK12] a lockfile that a merge left unsolved says so", () => {
  const partial = { ...aLockfile, unsolved: [{ alias: "more", wanted: "^1" }] };

  expect(verifyLockfile(partial)).toEqual([{ about: "more", sentence: "a merge left `more` to be solved" }]);
});

function edge(alias: string, kind: Edge["kind"]): Edge {
  return { kind, alias, wanted: "*", to: `${alias}@1.0.0` };
}

test("[LK14] a machine gets what runs there, without what is optional, and it is told what it lacks", () => {
  const lock = createLockfile({
    ...resolution,
    wants: [{ alias: "app", wanted: "*", to: "app@1.0.0" }],
    nodes: [
      aPackage("app", "1.0.0", { edges: [edge("linux-part", "optional"), edge("needy", "optional")] }),
      aPackage("helper", "1.0.0"),
      aPackage("linux-part", "1.0.0", { os: ["linux"], libc: ["glibc"], edges: [edge("helper", "prod")] }),
      aPackage("needy", "1.0.0", { edges: [edge("mac-part", "prod")] }),
      aPackage("mac-part", "1.0.0", { os: ["!linux"] }),
    ],
  });
  const required = createLockfile({
    ...lock.resolution,
    wants: [...lock.resolution.wants, { alias: "needy", wanted: "*", to: "needy@1.0.0" }],
  });

  expect(listPlatformPackages(lock, { os: "linux", cpu: "x64", libc: "glibc" })).toEqual({
    gets: ["app@1.0.0", "helper@1.0.0", "linux-part@1.0.0"],
    lacks: [],
  });
  expect(listPlatformPackages(lock, { os: "linux", cpu: "x64", libc: "musl" })).toEqual({
    gets: ["app@1.0.0"],
    lacks: [],
  });
  expect(listPlatformPackages(lock, { os: "darwin", cpu: "arm64" })).toEqual({
    gets: ["app@1.0.0", "mac-part@1.0.0", "needy@1.0.0"],
    lacks: [],
  });
  expect(listPlatformPackages(required, { os: "linux", cpu: "x64", libc: "glibc" })).toMatchObject({
    lacks: ["mac-part@1.0.0"],
  });
});
