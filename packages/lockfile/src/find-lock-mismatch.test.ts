import { expect, test } from "vitest";

import { findLockMismatch } from "./find-lock-mismatch.ts";
import { aLockfile } from "./testing/a-lockfile.ts";

const wants = aLockfile.resolution.wants.map(({ alias, wanted }) => ({ alias, wanted }));

test("[LK8] a lockfile with the same wants is not stale, in whatever order they are written", () => {
  expect(findLockMismatch(aLockfile, wants.toReversed())).toBeUndefined();
});

test("[LK8] what was added, removed or changed is named", () => {
  const [first, ...others] = wants;
  const changed = [{ alias: first?.alias ?? "", wanted: "^2.0.0" }, ...others.slice(1), { alias: "new", wanted: "*" }];
  expect(findLockMismatch(aLockfile, changed)).toEqual({
    added: ["new"],
    removed: ["chat"],
    changed: [{ alias: "@x/app", locked: "^1.0.0", wanted: "^2.0.0" }],
  });
});
