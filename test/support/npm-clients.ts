import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { collectOutput, type Finished, finish } from "./larder-process.ts";

const require = createRequire(import.meta.url);

/** A real package manager with a home of its own, logged in to one registry. */
export type NpmClient = {
  readonly name: "npm" | "pnpm";
  run(args: readonly string[], cwd: string): Promise<Finished>;
  /** Starts it, for a test that answers its questions. */
  start(args: readonly string[]): ChildProcess;
};

/** Returns the real `name`, whose only configuration is `registry` and, when it is logged in, `token`. */
export async function npmClient(
  name: "npm" | "pnpm",
  home: string,
  registry: string,
  token?: string,
): Promise<NpmClient> {
  await mkdir(home, { recursive: true });
  const userConfig = join(home, ".npmrc");
  const { host, pathname } = new URL(registry);
  const login = token === undefined ? "" : `//${host}${pathname.replace(/\/?$/, "/")}:_authToken=${token}\n`;
  await writeFile(userConfig, `registry=${registry}/\n${login}`);

  const environment = { ...withoutNpmSettings(process.env), HOME: home, NPM_CONFIG_USERCONFIG: userConfig, CI: "true" };
  const command = commandOf(name);
  const start = (args: readonly string[], cwd: string): ChildProcess =>
    spawn(command.file, [...command.args, ...args], { cwd, env: environment });
  return { name, run: (args, cwd) => finish(start(args, cwd)), start: (args) => start(args, home) };
}

/** Runs `npm login` and types the answers when it asks for them, as a person does. */
export async function logInToNpm(
  npm: NpmClient,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Finished> {
  const child = npm.start(["login", "--auth-type=legacy"]);
  const answers = [
    { question: /Username:\s*$/, answer: name },
    { question: /Password:\s*$/, answer: password },
  ];
  let asked = "";
  child.stdout?.on("data", (chunk) => {
    asked += String(chunk);
    if (answers[0]?.question.test(asked)) child.stdin?.write(`${answers.shift()?.answer}\n`);
  });
  return collectOutput(child);
}

/** The package manager that starts the tests hands its settings down; a client under test must not see them. */
function withoutNpmSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:npm|pnpm)_/i.test(name)));
}

function commandOf(name: "npm" | "pnpm"): { readonly file: string; readonly args: readonly string[] } {
  const script = name === "npm" ? "bin/npm-cli.js" : "bin/pnpm.mjs";
  return { file: process.execPath, args: [join(dirname(require.resolve(`${name}/package.json`)), script)] };
}
