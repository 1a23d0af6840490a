// SPEC.md §9, audits in the older form. Rule ids in titles refer to it.
import { parseRange } from "@larder/package-spec";
import { expect, test } from "vitest";

import { advisedRemedy } from "./advised-remedy.ts";

test.each([
  { vulnerable: "<2.0.0", patched: ">=2.0.0", recommendation: "Upgrade to version 2.0.0 or later" },
  { vulnerable: ">=1.0.0 <=1.9.3", patched: ">1.9.3", recommendation: "Upgrade to a version after 1.9.3" },
  { vulnerable: ">=2.0.0 <2.1.0 || <1.2.0", patched: ">=2.1.0", recommendation: "Upgrade to version 2.1.0 or later" },
  { vulnerable: "<1.2.0 || >=3.0.0", patched: "<0.0.0", recommendation: "No patch is known" },
  { vulnerable: "*", patched: "<0.0.0", recommendation: "No patch is known" },
  { vulnerable: "1.2.3", patched: "<0.0.0", recommendation: "No patch is known" },
])("[V8] what is known against $vulnerable is mended by $patched", ({ vulnerable, patched, recommendation }) => {
  expect(advisedRemedy(parseRange(vulnerable))).toEqual({ patched_versions: patched, recommendation });
});
