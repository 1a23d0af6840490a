// SPEC.md §9, audits in the older form. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { listInstalled } from "./audit-report.ts";

test("[V6] [V8] a tree of a hundred thousand levels takes no more memory than a few paths", () => {
  let dependencies: object = {};
  for (let level = 100_000; level > 0; level -= 1) {
    dependencies = { [`package-${level}`]: { version: "1.0.0", dependencies } };
  }

  const installed = listInstalled(dependencies);

  const paths = new Set([...installed.values()].flatMap((versions) => [...versions.values()].flat()));
  expect([installed.size, paths.size < 1000, [...paths].every((path) => path.length <= 2000)]).toEqual([
    100_000,
    true,
    true,
  ]);
});
