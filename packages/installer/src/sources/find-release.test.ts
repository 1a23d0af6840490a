import { parseRange } from "@larder/package-spec";
import { expect, test } from "vitest";

import { findRelease } from "./find-release.ts";

// What npm 12 pins with the same references, by `@npmcli/git` and `npm-pick-manifest`.

const [one, two, three, four] = ["1", "2", "3", "4"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const tags = { "refs/tags/v1.0.0": one, "refs/tags/v1.2.0": two, "refs/tags/v2.0.0-rc.1": three };

test.each<[string, { readonly [name: string]: string }, string, string | undefined]>([
  ["the highest version in the range", { HEAD: four, ...tags }, "^1.0.0", two],
  ["the version at HEAD while it is in the range", { HEAD: one, ...tags }, "^1.0.0", one],
  ["the highest one where HEAD is out of the range", { HEAD: one, ...tags }, "^1.1.0", two],
  ["the branch `latest` before HEAD", { HEAD: two, "refs/heads/latest": one, ...tags }, "^1.0.0", one],
  ["the tag `latest` before the branch", { "refs/heads/latest": two, "refs/tags/latest": one, ...tags }, "^1.0.0", one],
  ["no prerelease for a plain range", { HEAD: four, ...tags }, ">=1.0.0", two],
  ["the prerelease at HEAD for any version", { HEAD: three, ...tags }, "*", three],
  ["exactly the version", { HEAD: two, ...tags }, "1.0.0", one],
  ["the commit of a tag that is an object", { "refs/tags/v1.0.0": four, "refs/tags/v1.0.0^{}": one }, "^1", one],
  ["a version after a name", { "refs/tags/themes@1.3.0": one, "refs/tags/release-v1.4.0": two }, "^1", two],
  ["of two tags of one version the last", { "refs/tags/1.0.0": one, "refs/tags/v1.0.0": two }, "^1", two],
  ["nothing where no tag fits", { HEAD: one, ...tags }, "^3.0.0", undefined],
  ["no branch that is called as a version", { "refs/heads/v3.0.0": one }, "^3.0.0", undefined],
])("a range in a repository means %s", (_what, references, range, commit) => {
  expect(findRelease(new Map(Object.entries(references)), parseRange(range))).toBe(commit);
});
