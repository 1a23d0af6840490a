import type { PackageName, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { applyOverride } from "./overrides.ts";
import { aRequest } from "../testing/a-registry.ts";

function taken(
  overrides: { readonly [key: string]: string },
  [parent, alias, text]: readonly [parent: string, alias: string, text: string],
): string {
  const at = parent.lastIndexOf("@");
  const asker = { name: parent.slice(0, at) as PackageName, version: parent.slice(at + 1) as Version };
  return applyOverride(aRequest({ view: "^3.1.0" }, { overrides }), asker, alias, text);
}

test("[RL7] the override that says most wins: below a version of a parent, below a parent, for a range, for all", () => {
  const overrides = { c: "1.0.0", "c@^2": "2.5.0", "a>c": "3.0.0", "a@^2>c": "4.0.0", "a@^2>c@^7": "7.7.7" };
  expect(taken(overrides, ["b@1.0.0", "c", "^1"])).toBe("1.0.0");
  expect(taken(overrides, ["b@1.0.0", "c", ">=2.1.0"])).toBe("2.5.0");
  expect(taken(overrides, ["a@1.0.0", "c", "^2"])).toBe("3.0.0");
  expect(taken(overrides, ["a@2.3.0", "c", "^2"])).toBe("4.0.0");
  expect(taken(overrides, ["a@2.3.0", "c", "~7.1"])).toBe("7.7.7");
  expect(taken(overrides, ["a@2.3.0", "d", "^1"])).toBe("^1");
});

test("[RL7] an override may take another package, or what the host wants of one", () => {
  expect(taken({ c: "npm:@x/c@^1" }, ["a@1.0.0", "c", "^1"])).toBe("npm:@x/c@^1");
  expect(taken({ "chat@>=2 <3>view": "$view" }, ["chat@2.0.0-beta.1", "view", "*"])).toBe("^3.1.0");
  expect(taken({ "chat@>=2 <3>view": "$view" }, ["chat@3.0.0", "view", "*"])).toBe("*");
});

test("[RL7] a tag, and any other text that is no range, is overridden by name only", () => {
  expect(taken({ "c@^2": "2.5.0" }, ["a@1.0.0", "c", "next"])).toBe("next");
  expect(taken({ c: "2.5.0" }, ["a@1.0.0", "c", "github:user/c"])).toBe("2.5.0");
});
