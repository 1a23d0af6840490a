import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

import { writeClientSettings } from "./client-settings.ts";
import { collectOutput, type Finished, finish } from "./larder-process.ts";

/** The package managers that every run of the tests has, by the names under which the workspace knows them. */
export const newestClientNames = ["npm", "npm-11", "pnpm", "yarn", "yarn-1", "bun"] as const;

/** Those that many still have, for the long run. */
export const olderClientNames = ["npm-10", "pnpm-11", "pnpm-10", "yarn-3"] as const;

/** All of them, each beside what came before it. */
export const clientNames = [
  "npm",
  "npm-11",
  "npm-10",
  "pnpm",
  "pnpm-11",
  "pnpm-10",
  "yarn",
  "yarn-3",
  "yarn-1",
  "bun",
] as const satisfies readonly (typeof newestClientNames | typeof olderClientNames)[number][];
export type ClientName = (typeof clientNames)[number];

/** How a package manager is called. Yarn 1 is another program than those after it, with other commands. */
export type ClientKind = "npm" | "pnpm" | "yarn" | "yarn-1" | "bun";

/** What is run: a file, and the arguments that come before a command's own. */
export type Program = { readonly file: string; readonly args: readonly string[] };

const programs: { readonly [name in ClientName]: () => Program } = {
  npm: () => script("npm", "bin/npm-cli.js"),
  "npm-11": () => script("npm-11", "bin/npm-cli.js"),
  "npm-10": () => script("npm-10", "bin/npm-cli.js"),
  pnpm: () => script("pnpm", "bin/pnpm.mjs"),
  "pnpm-11": () => script("pnpm-11", "bin/pnpm.mjs"),
  "pnpm-10": () => script("pnpm-10", "bin/pnpm.cjs"),
  yarn: () => script("@yarnpkg/cli-dist", "bin/yarn.js"),
  "yarn-3": () => script("yarn-3", "bin/yarn.js"),
  "yarn-1": () => script("yarn-1", "bin/yarn.js"),
  bun: () => ({ file: findBun(), args: [] }),
};

/** A real package manager with a home of its own, logged in to one registry. */
export type NpmClient = {
  readonly name: ClientName;
  readonly kind: ClientKind;
  readonly home: string;
  /** What its processes find in their environment, for tools that start it. */
  environment(): NodeJS.ProcessEnv;
  run(args: readonly string[], cwd: string): Promise<Finished>;
  /** Starts it at `cwd`, else at its home, for a test that answers its questions. */
  start(args: readonly string[], cwd?: string): ChildProcess;
};

/** Returns the real `name`, whose only configuration is `registry` and, when it is logged in, `token`. */
export async function npmClient(name: ClientName, home: string, registry: string, token?: string): Promise<NpmClient> {
  const settings = await writeClientSettings(home, registry, token);
  const program = findProgram(name);
  // It leaves what it has no command for, and publishing itself, to the npm that it finds.
  const npm = name === "pnpm-10" ? `${await directoryWith("npm-10", join(home, "programs"))}:` : "";
  const environment = (): NodeJS.ProcessEnv => {
    const inherited = withoutClientSettings(process.env);
    return { ...inherited, ...settings, PATH: `${npm}${inherited["PATH"] ?? ""}` };
  };
  const start = (args: readonly string[], cwd = home): ChildProcess =>
    spawn(program.file, [...program.args, ...args], { cwd, env: environment() });
  return { name, kind: kindOf(name), home, environment, run: (args, cwd) => finish(start(args, cwd)), start };
}

/** How `name` is called. */
export function kindOf(name: ClientName): ClientKind {
  if (name === "yarn-1") return name;
  const [kind] = name.split("-");
  return kind === "npm" || kind === "pnpm" || kind === "yarn" ? kind : "bun";
}

/** Writes a directory for `PATH` in which `name` is found under its usual name, and returns it. */
export async function directoryWith(name: ClientName, directory: string): Promise<string> {
  const { file, args } = findProgram(name);
  await mkdir(directory, { recursive: true });
  const path = join(directory, kindOf(name));
  await writeFile(path, `#!/bin/sh\nexec ${[file, ...args].map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await chmod(path, 0o755);
  return directory;
}

/** Returns the program of the real `name`. */
export function findProgram(name: ClientName): Program {
  return programs[name]();
}

/** The version of `name` that the tests run. */
export function versionOfClient(name: ClientName): string {
  const packageName = name === "yarn" ? "@yarnpkg/cli-dist" : name;
  const manifest: unknown = JSON.parse(readFileSync(manifestPath(packageName), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error(`The package of ${name} has no version`);
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
function withoutClientSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:npm|pnpm|yarn|bun|xdg)_/i.test(name)));
}

function script(packageName: string, path: string): Program {
  return { file: process.execPath, args: [join(dirname(manifestPath(packageName)), path)] };
}

/** Where a package's manifest really is, whether or not the package exports it: what it needs is found from there. */
function manifestPath(packageName: string): string {
  const path = findPackageJSON(packageName, import.meta.url);
  if (path === undefined) throw new Error(`${packageName} is not installed`);
  return realpathSync(path);
}

/** Bun's own package only has the program once its install script has run; the packages of the platforms have it. */
function findBun(): string {
  const manifest = manifestPath("bun");
  const architecture = process.arch === "arm64" ? "aarch64" : process.arch;
  const platform = `@oven/bun-${process.platform}-${architecture}`;
  const fromBun = createRequire(manifest);
  const names = [platform, `${platform}-musl`];
  const found = names.flatMap((name) => {
    try {
      return [fromBun.resolve(`${name}/bin/bun`)];
    } catch {
      // The package manager installs the one for this platform only.
      return [];
    }
  });
  if (found[0] === undefined) throw new Error(`None of ${names.join(", ")} is installed`);
  return found[0];
}
