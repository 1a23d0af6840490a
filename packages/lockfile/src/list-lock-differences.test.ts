import type { PackageName, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { listLockDifferences, type LockRequest } from "./list-lock-differences.ts";
import { aLockfile } from "./testing/a-lockfile.ts";

const { coreVersion, wants, overrides, shared } = aLockfile.resolution;
const request: LockRequest = { coreVersion, wants, overrides, shared };

test("[LK8] a lockfile with the same wants and settings is not stale, in whatever order they are written", () => {
  const backwards = {
    coreVersion,
    wants: wants.toReversed(),
    overrides: Object.fromEntries(Object.entries(overrides).toReversed()),
    shared: shared.toReversed(),
  };
  expect(listLockDifferences(aLockfile, backwards)).toEqual([]);
});

test("[LK8] a want that was added, removed or changed is named", () => {
  const [first, ...others] = wants;
  const changed = [{ alias: first?.alias ?? "", wanted: "^2.0.0" }, ...others.slice(1), { alias: "new", wanted: "*" }];
  expect(listLockDifferences(aLockfile, { ...request, wants: changed })).toEqual([
    { about: "want", name: "@x/app", locked: "^1.0.0", wanted: "^2.0.0" },
    { about: "want", name: "chat", locked: "npm:ui@^2" },
    { about: "want", name: "new", wanted: "*" },
  ]);
});

test("[LK8] an override or a shared library that was added, removed or changed is named, and another core", () => {
  expect(
    listLockDifferences(aLockfile, {
      coreVersion: "1.1.0" as Version,
      wants,
      overrides: { inner: "2.0.0", "view>inner": "*" },
      shared: ["inner" as PackageName],
    }),
  ).toEqual([
    { about: "core", name: "core", locked: "1.0.0", wanted: "1.1.0" },
    { about: "override", name: "inner", locked: "1.0.0", wanted: "2.0.0" },
    { about: "override", name: "ui>view", locked: "^3" },
    { about: "override", name: "view>inner", wanted: "*" },
    { about: "shared", name: "inner", wanted: "" },
    { about: "shared", name: "view", locked: "" },
  ]);
});
