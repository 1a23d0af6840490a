import { expect, test } from "vitest";

import { formatWanted, InvalidSpecError, parsePackageSpec, parseWanted } from "./package-spec.ts";

test.each([
  ["left-pad", { name: "left-pad", wanted: { type: "range", range: "*" } }],
  ["left-pad@", { name: "left-pad", wanted: { type: "range", range: "*" } }],
  ["left-pad@^1.2.0", { name: "left-pad", wanted: { type: "range", range: "^1.2.0" } }],
  ["@acme/chat@next", { name: "@acme/chat", wanted: { type: "tag", tag: "next" } }],
  [
    "chat@npm:@acme/chat@^2",
    {
      name: "chat",
      wanted: { type: "alias", name: "@acme/chat", wanted: { type: "range", range: "^2" } },
    },
  ],
  [
    "themes@github:ada/themes",
    {
      name: "themes",
      wanted: { type: "git", text: "github:ada/themes", repository: "https://github.com/ada/themes.git" },
    },
  ],
  [
    "themes@ada/themes#v2",
    {
      name: "themes",
      wanted: {
        type: "git",
        text: "ada/themes#v2",
        repository: "https://github.com/ada/themes.git",
        reference: "v2",
      },
    },
  ],
  ["archive@archive-1.0.0.tgz", { name: "archive", wanted: { type: "path", path: "archive-1.0.0.tgz" } }],
  ["archive@dist/archive.tar.gz", { name: "archive", wanted: { type: "path", path: "dist/archive.tar.gz" } }],
  ["local@file:../local", { name: "local", wanted: { type: "path", path: "../local" } }],
  ["local@./local", { name: "local", wanted: { type: "path", path: "./local" } }],
  [
    "archive@https://packages.example/archive.tgz",
    { name: "archive", wanted: { type: "tarball", url: "https://packages.example/archive.tgz" } },
  ],
])("%s is understood", (text, spec) => {
  expect(parsePackageSpec(text)).toEqual(spec);
});

test.each(["", "@", "../x", "a b", "x@npm:", "x@npm:y@file:z", "x@not a tag", "x@ada/themes#-o"])(
  "%j is refused by name",
  (text) => {
    expect(() => parsePackageSpec(text)).toThrow(InvalidSpecError);
  },
);

test.each(["^1.0.0", "next", "npm:@acme/chat@^2", "github:ada/themes", "file:../local"])(
  "%s survives parsing and formatting",
  (text) => {
    expect(formatWanted(parseWanted(text))).toBe(text);
  },
);
