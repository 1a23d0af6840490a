import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { PackageInWorld } from "./testing/package-world.ts";
import { runWorld } from "./testing/run-world.ts";

// Packages that look for others by more than an import, each in the manner of a well-known one.

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "larder-store-")));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a compiler finds the program of its platform among its optional packages, as esbuild does", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: { "index.js": `import { build } from "bundler"; console.log(build());` },
      dependencies: { bundler: "bundler@1.0.0" },
    },
    "bundler@1.0.0": {
      packageJson: { type: "commonjs", exports: undefined, main: "lib/main.js", bin: { bundler: "bin/bundler" } },
      files: {
        "bin/bundler": "#!/usr/bin/env node\n",
        "lib/main.js": `
          const { execFileSync } = require("node:child_process");
          const name = "@bundler/" + process.platform + "-" + process.arch;
          const program = require.resolve(name + "/bin/program");
          const { version } = require(require.resolve(name + "/package.json"));
          exports.build = () => version + " " + execFileSync(process.execPath, [program]).toString().trim();`,
      },
      edges: [process.platform, "plan9"].map((os) => ({
        kind: "optional",
        alias: `@bundler/${os}-${process.arch}`,
        wanted: "1.0.0",
        to: `@bundler/${os}-${process.arch}@1.0.0`,
      })),
    },
    ...Object.fromEntries(
      [process.platform, "plan9"].map((os) => [`@bundler/${os}-${process.arch}@1.0.0`, programOf(os)]),
    ),
  });

  expect(output).toBe("1.0.0 built");
});

test("a framework finds its peers from files deep inside, and one copy of them, as next does", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: {
        "index.js": `
          import { render } from "framework/server.js";
          import { view } from "view";
          console.log(render() === view, import.meta.resolve("view").includes("/view/index.js"));`,
      },
      dependencies: { framework: "framework@1.0.0(view@1.0.0)", view: "view@1.0.0" },
    },
    "framework@1.0.0(view@1.0.0)": {
      packageJson: { type: "commonjs", exports: undefined },
      files: {
        "server.js": `exports.render = require("./dist/server/render.js").render;`,
        "dist/server/render.js": `
          const { createRequire } = require("node:module");
          const fromRoot = createRequire(require.resolve("framework/package.json"));
          exports.render = () => (require("view").view === fromRoot("view").view ? require("view").view : "two");`,
      },
      edges: [{ kind: "peer", alias: "view", wanted: "^1", to: "view@1.0.0" }],
    },
    "view@1.0.0": {
      packageJson: { type: "commonjs", exports: undefined, main: "index.js" },
      files: { "index.js": `exports.view = { name: "view" };` },
    },
  });

  expect(output).toBe("true true");
});

test("a linter finds plugins that its configuration names, from the configuration's place, as eslint does", async () => {
  const output = await runWorld(directory, {
    "config@1.0.0": {
      files: {
        "index.js": `
          import { lint } from "linter";
          console.log(await lint({ plugins: ["linter-plugin-a", "linter-plugin-b"], from: import.meta.url }));`,
      },
      dependencies: {
        linter: "linter@1.0.0",
        "linter-plugin-a": "linter-plugin-a@1.0.0(linter@1.0.0)",
        "linter-plugin-b": "linter-plugin-b@1.0.0(linter@1.0.0)",
      },
    },
    "linter@1.0.0": {
      files: {
        "index.js": `
          import { createRequire } from "node:module";
          import { pathToFileURL } from "node:url";
          export const register = (rule) => rule + " by one linter";
          export async function lint({ plugins, from }) {
            const require = createRequire(from);
            const loaded = await Promise.all(plugins.map((name) => import(pathToFileURL(require.resolve(name)))));
            return loaded.map(({ rule }) => rule).join(", ");
          }`,
      },
    },
    "linter-plugin-a@1.0.0(linter@1.0.0)": pluginOf("a"),
    "linter-plugin-b@1.0.0(linter@1.0.0)": pluginOf("b"),
  });

  expect(output).toBe("a by one linter, b by one linter");
});

test("a program that walks up from its own place finds what stands beside it, and nobody else's", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: { "index.js": `import { found } from "scanner"; console.log(found.join(" "));` },
      dependencies: { scanner: "scanner@1.0.0", "scanner-theme-none": "scanner-theme-none@1.0.0" },
    },
    "scanner@1.0.0": {
      packageJson: { type: "commonjs", exports: undefined, main: "lib/deep/scan.js" },
      files: {
        "lib/deep/scan.js": `
          const { existsSync, readdirSync, readFileSync } = require("node:fs");
          const { basename, dirname, join } = require("node:path");
          const found = [];
          for (let at = __dirname; at !== dirname(at); at = dirname(at)) {
            const modules = basename(at) === "node_modules" ? at : join(at, "node_modules");
            if (!existsSync(modules)) continue;
            for (const name of readdirSync(modules)) {
              if (!name.startsWith("scanner-theme-") || found.includes(name)) continue;
              if (JSON.parse(readFileSync(join(modules, name, "package.json"))).name === name) found.push(name);
            }
          }
          exports.found = found;`,
      },
      dependencies: {
        "scanner-theme-dark": "scanner-theme-dark@1.0.0",
        "scanner-theme-light": "scanner-theme-light@1.0.0",
      },
    },
    "scanner-theme-dark@1.0.0": {},
    "scanner-theme-light@1.0.0": {},
    "scanner-theme-none@1.0.0": {},
  });

  expect(output).toBe("scanner-theme-dark scanner-theme-light");
});

test("packages in a cycle of peers see each other once, by every way of asking", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: {
        "index.js": `
          import { createRequire } from "node:module";
          import { core } from "core";
          import { plugin } from "plugin";
          const require = createRequire(import.meta.url);
          console.log(plugin.core === core, core.plugin() === plugin, require("core").core === core);`,
      },
      dependencies: { core: "core@1.0.0(plugin@1.0.0)", plugin: "plugin@1.0.0(core@1.0.0)" },
    },
    "core@1.0.0(plugin@1.0.0)": {
      files: { "index.js": `import * as other from "plugin"; export const core = { plugin: () => other.plugin };` },
      edges: [{ kind: "peer", alias: "plugin", wanted: "*", to: "plugin@1.0.0(core@1.0.0)" }],
    },
    "plugin@1.0.0(core@1.0.0)": {
      files: {
        "index.js": `import * as other from "core"; export const plugin = { get core() { return other.core; } };`,
      },
      edges: [{ kind: "peer", alias: "core", wanted: "*", to: "core@1.0.0(plugin@1.0.0)" }],
    },
  });

  expect(output).toBe("true true true");
});

test("a package that brings a dependency in its archive uses that one", async () => {
  const output = await runWorld(directory, {
    "app@1.0.0": {
      files: { "index.js": `import { name } from "bringer"; console.log(name);` },
      dependencies: { bringer: "bringer@1.0.0" },
    },
    "bringer@1.0.0": {
      files: {
        "index.js": `export { name } from "brought";`,
        "node_modules/brought/package.json": `{"name":"brought","type":"module","exports":"./index.js"}`,
        "node_modules/brought/index.js": `export const name = "its own";`,
      },
      node: { bundled: ["brought"] },
    },
  });

  expect(output).toBe("its own");
});

function programOf(os: string): PackageInWorld {
  return {
    packageJson: { exports: undefined },
    files: { "bin/program": `console.log("built")` },
    node: { os: [os], cpu: [process.arch] },
  };
}

function pluginOf(rule: string): PackageInWorld {
  return {
    files: { "index.js": `import { register } from "linter"; export const rule = register(${JSON.stringify(rule)});` },
    edges: [{ kind: "peer", alias: "linter", wanted: "*", to: "linter@1.0.0" }],
  };
}
