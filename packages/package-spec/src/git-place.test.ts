import { expect, test } from "vitest";

import { findGitPlace } from "./git-place.ts";

const themes = "https://code.example/ada/themes.git";

test.each([
  ["ada/themes", { repository: "https://github.com/ada/themes.git" }],
  ["github:ada/themes#main", { repository: "https://github.com/ada/themes.git", reference: "main" }],
  ["gitlab:ada/themes", { repository: "https://gitlab.com/ada/themes.git" }],
  ["bitbucket:ada/themes", { repository: "https://bitbucket.org/ada/themes.git" }],
  [
    "ada/themes/tree/main/dark",
    { repository: "https://github.com/ada/themes.git", reference: "main", directory: "dark" },
  ],
  ["https://code.example/ada/themes", { repository: themes }],
  ["https://code.example/ada/themes/", { repository: themes }],
  ["https://code.example/ada/themes.git", { repository: themes }],
  ["https://code.example/group/team/themes", { repository: "https://code.example/group/team/themes.git" }],
  ["https://code.example/ada/themes/tree/main", { repository: themes, reference: "main" }],
  [
    "https://code.example/ada/themes/tree/v2/packages/dark",
    { repository: themes, reference: "v2", directory: "packages/dark" },
  ],
  ["https://code.example/ada/themes/-/tree/main/dark/", { repository: themes, reference: "main", directory: "dark" }],
  ["git+https://code.example/ada/themes.git#0123abc", { repository: themes, reference: "0123abc" }],
  ["git+ssh://git@code.example/ada/themes.git", { repository: "ssh://git@code.example/ada/themes.git" }],
  ["git+file:///srv/themes", { repository: "file:///srv/themes" }],
  ["git://code.example/themes.git", { repository: "git://code.example/themes.git" }],
  [
    "git@code.example:ada/themes.git#feature/x",
    {
      repository: "git@code.example:ada/themes.git",
      reference: "feature/x",
    },
  ],
  [
    "git+https://code.example/ada/themes.git#v2&path:/packages/dark/",
    { repository: themes, reference: "v2", directory: "packages/dark" },
  ],
])("%s is a place in a repository", (text, place) => {
  expect(findGitPlace(text)).toEqual(place);
});

test("a range of versions is one of tags, however its spaces are written", () => {
  const repository = "https://github.com/ada/themes.git";
  expect(findGitPlace("ada/themes#semver:^1.2.0")).toEqual({ repository, range: "^1.2.0" });
  expect(findGitPlace("ada/themes#semver:>=1%20<3&path:dark")).toEqual({
    repository,
    range: ">=1 <3",
    directory: "dark",
  });
});

test.each([
  ["a word", "themes"],
  ["a service without a repository", "github:ada"],
  ["a page that is deeper than a repository", "ada/themes/issues/1"],
  ["a host alone", "https://code.example"],
  ["what git would run", "ext::sh -c whoami"],
  ["a helper of git", "git+ext://code.example/x"],
  ["an option for git", "ada/themes#--upload-pack=whoami"],
  ["a range of commits", "ada/themes#a..b"],
  ["a range that is none", "ada/themes#semver:new"],
  ["a range and a branch", "ada/themes#main&semver:^1"],
  ["a folder outside", "ada/themes/tree/main/../../x"],
])("%s is none: %s", (_what, text) => {
  expect(findGitPlace(text)).toBeUndefined();
});
