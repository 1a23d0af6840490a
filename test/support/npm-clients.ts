import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { type Finished, finish } from "./larder-process.ts";

const require = createRequire(import.meta.url);

/** A real package manager with a home of its own, logged in to one registry. */
export type NpmClient = {
  readonly name: "npm" | "pnpm";
  run(args: readonly string[], cwd: string): Promise<Finished>;
};

/** Returns the real `name`, whose only configuration is `registry` and `token`. */
export async function npmClient(
  name: "npm" | "pnpm",
  home: string,
  registry: string,
  token: string,
): Promise<NpmClient> {
  await mkdir(home, { recursive: true });
  const userConfig = join(home, ".npmrc");
  const { host, pathname } = new URL(registry);
  await writeFile(userConfig, `registry=${registry}/\n//${host}${pathname}:_authToken=${token}\n`);

  const environment = { ...withoutNpmSettings(process.env), HOME: home, NPM_CONFIG_USERCONFIG: userConfig, CI: "true" };
  const command = commandOf(name);
  return {
    name,
    run: (args, cwd) => finish(spawn(command.file, [...command.args, ...args], { cwd, env: environment })),
  };
}

/** The package manager that starts the tests hands its settings down; a client under test must not see them. */
function withoutNpmSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:npm|pnpm)_/i.test(name)));
}

function commandOf(name: "npm" | "pnpm"): { readonly file: string; readonly args: readonly string[] } {
  const script = name === "npm" ? "bin/npm-cli.js" : "bin/pnpm.mjs";
  return { file: process.execPath, args: [join(dirname(require.resolve(`${name}/package.json`)), script)] };
}
