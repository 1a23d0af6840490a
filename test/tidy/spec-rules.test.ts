import { expect, test } from "vitest";

import { withoutExceptions } from "./exceptions.ts";
import { listTextFiles } from "./source-file.ts";
import { findRuleViolations, listSpecs } from "./spec-rules.ts";

test("every rule of a SPEC.md is cited by a test, and every cited rule exists", () => {
  const violations = listSpecs(listTextFiles()).flatMap(({ spec, tests }) => findRuleViolations(spec, tests));

  expect(withoutExceptions(violations)).toEqual([]);
});

test("the rooms that promise something have a SPEC.md", () => {
  const specs = listSpecs(listTextFiles()).map(({ spec }) => spec.path);

  expect(specs.toSorted()).toEqual([
    "packages/core/SPEC.md",
    "packages/lockfile/SPEC.md",
    "packages/resolver/SPEC.md",
    "registry/api/SPEC.md",
  ]);
});

test("a rule without a test, a test without a rule, and a rule that stands twice are found", () => {
  const spec = {
    path: "x/SPEC.md",
    text: "# Tags\n\n- **[DT1]** One.\n- **[DT2]** Two, as [DT9] says.\n[DT3] Three.\n[DT3] Again.\n",
  };
  const tests = [{ path: "x/src/tags.test.ts", text: `test("[DT1] one", f); test.for(all)("[DT3] [DT4] three", f);` }];

  expect(findRuleViolations(spec, tests)).toEqual([
    "x/SPEC.md: no test cites [DT2]",
    "x/SPEC.md: [DT3] stands there twice",
    "x/src/tags.test.ts cites the unknown rule [DT4]",
  ]);
});
