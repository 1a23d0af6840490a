import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openStore } from "./open-store.ts";
import { type PackageInWorld, packageWorld } from "./testing/package-world.ts";
import { runWorld } from "./testing/run-world.ts";

// Each test runs a real Node on real instances: what it prints is what the packages found.

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "larder-store-")));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a package finds its dependencies, and each its own versions of theirs", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: { "index.js": `import one from "one"; import two from "@two/two"; console.log(one, two);` },
      dependencies: { one: "one@1.0.0", "@two/two": "@two/two@1.0.0" },
    },
    "one@1.0.0": {
      files: { "index.js": `import { version } from "deep"; export default "one+" + version;` },
      dependencies: { deep: "deep@1.0.0" },
    },
    "@two/two@1.0.0": {
      files: { "index.js": `import { version } from "deep"; export default "two+" + version;` },
      dependencies: { deep: "deep@2.0.0" },
    },
    "deep@1.0.0": { files: { "index.js": `export const version = 1;` } },
    "deep@2.0.0": { files: { "index.js": `export const version = 2;` } },
  });

  expect(output).toBe("one+1 two+2");
});

test("a package finds nothing that it does not depend on", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: {
        "index.js": `import "one"; try { await import("deep"); console.log("found"); } catch (error) { console.log(error.code); }`,
      },
      dependencies: { one: "one@1.0.0" },
    },
    "one@1.0.0": { files: { "index.js": `import "deep";` }, dependencies: { deep: "deep@1.0.0" } },
    "deep@1.0.0": { files: { "index.js": "" } },
  });

  expect(output).toBe("ERR_MODULE_NOT_FOUND");
});

test("packages that depend on each other find each other, once", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: {
        "index.js": `import { even } from "even"; import { odd } from "odd"; console.log(even(10), odd(7), globalThis.loads);`,
      },
      dependencies: { even: "even@1.0.0", odd: "odd@1.0.0" },
    },
    "even@1.0.0": {
      files: {
        "index.js": `import { odd } from "odd"; globalThis.loads = (globalThis.loads ?? 0) + 1; export const even = (n) => n === 0 || odd(n - 1);`,
      },
      dependencies: { odd: "odd@1.0.0" },
    },
    "odd@1.0.0": {
      files: {
        "index.js": `import { even } from "even"; globalThis.loads = (globalThis.loads ?? 0) + 1; export const odd = (n) => n !== 0 && even(n - 1);`,
      },
      dependencies: { even: "even@1.0.0" },
    },
  });

  expect(output).toBe("true true 2");
});

test("two instances of one version see their own peers", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: { "index.js": `import left from "left"; import right from "right"; console.log(left, right);` },
      dependencies: { left: "left@1.0.0", right: "right@1.0.0" },
    },
    "left@1.0.0": consumerOf("view@1.0.0"),
    "right@1.0.0": consumerOf("view@2.0.0"),
    "themed@1.0.0(view@1.0.0)": themedBy("view@1.0.0"),
    "themed@1.0.0(view@2.0.0)": themedBy("view@2.0.0"),
    "view@1.0.0": { files: { "index.js": `export const version = 1;` } },
    "view@2.0.0": { files: { "index.js": `export const version = 2;` } },
  });

  expect(output).toBe("1 2");
});

test("subpath exports, an import of one's own name, an alias, require and JSON work", async () => {
  const output = await runWorld(directory, {
    "@acme/app@1.0.0": {
      packageJson: { exports: { ".": "./index.js", "./name": "./lib/name.js" } },
      files: {
        "index.js": `
          import { createRequire } from "node:module";
          import own from "@acme/app/name";
          import feature from "kit/feature";
          import other from "renamed";
          const old = createRequire(import.meta.url)("old");
          console.log(own, feature, other, old.name);`,
        "lib/name.js": `export default "own";`,
      },
      dependencies: { kit: "kit@1.0.0", renamed: "@real/name@3.0.0", old: "old@1.0.0" },
    },
    "kit@1.0.0": {
      packageJson: { exports: { "./feature": { node: "./deep/feature.js", default: "./no.js" } } },
      files: { "deep/feature.js": `export default "feature";` },
    },
    "@real/name@3.0.0": { files: { "index.js": `export default "renamed";` } },
    "old@1.0.0": {
      packageJson: { type: "commonjs", exports: undefined, main: "main" },
      files: { "main.js": `module.exports = require("./package.json");` },
    },
  });

  expect(output).toBe("own feature renamed old");
});

test("a package may depend on another version of itself, and on itself by another name", async () => {
  const output = await runWorld(directory, {
    "self@2.0.0": {
      files: {
        "index.js": `import older from "./older.cjs"; import { name } from "me"; console.log(older, name);`,
        "older.cjs": `module.exports = require("self-user").default;`,
      },
      dependencies: { "self-user": "self-user@1.0.0", me: "named@1.0.0" },
    },
    "self-user@1.0.0": {
      packageJson: { name: "self-user", exports: undefined, main: "index.js" },
      files: {
        "index.js": `import older from "../self-user/node_modules/self-user/index.js"; export default "older " + older;`,
      },
      dependencies: { "self-user": "self-user@0.1.0" },
    },
    "self-user@0.1.0": { files: { "index.js": `export default "0.1";` } },
    "named@1.0.0": {
      files: {
        "index.js": `import * as again from "again"; export const name = "named"; export const same = () => again.name;`,
      },
      dependencies: { again: "named@1.0.0" },
    },
  });

  expect(output).toBe("older 0.1 named");
});

test("a command of a dependency is found where scripts look for it, and runs", async () => {
  const world = await packageWorld({
    "app@1.0.0": { files: { "index.js": "" }, dependencies: { tool: "tool@1.0.0" } },
    "tool@1.0.0": {
      packageJson: { bin: { "tool-it": "./cli.js", "../evil": "./cli.js", out: "../../../x" } },
      files: { "cli.js": `#!/usr/bin/env node\nconsole.log("tool ran");` },
      node: { hasBin: true },
    },
  });

  const paths = await openStore(directory).ensureInstances(world.resolution, world.fetchTarball);

  const bin = join(paths.get("app@1.0.0") ?? "", "..", ".bin", "tool-it");
  const { stdout } = await promisify(execFile)(bin, { env: { PATH: join(process.execPath, "..") } });
  expect(stdout.trim()).toBe("tool ran");
});

function consumerOf(library: string): PackageInWorld {
  return {
    files: { "index.js": `export { default } from "themed";` },
    dependencies: { themed: `themed@1.0.0(${library})` },
  };
}

function themedBy(library: string): PackageInWorld {
  return {
    files: { "index.js": `import { version } from "view"; export default version;` },
    edges: [{ kind: "peer", alias: "view", wanted: "*", to: library }],
  };
}
