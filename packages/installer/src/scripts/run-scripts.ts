import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { once } from "node:events";

import { ExpectedError } from "@larder/errors";
import { implicitInstallScript, installScripts, isJsonObject, type JsonObject } from "@larder/packument";
import type { ResolvedNode } from "@larder/resolver";

import type { Environment } from "../sources/run-git.ts";

/** How the scripts of a package run. */
export type ScriptRun = {
  readonly node: ResolvedNode;
  /** The directory of the package. */
  readonly directory: string;
  /** The variables of the command, of which scripts get few. */
  readonly environment: Environment;
  /** What `larder.yaml` gives to the package. */
  readonly given: { readonly [variable: string]: string };
  /** Where what they print is kept: one file a package. */
  readonly logDirectory: string;
  /** How long each may take, in milliseconds. */
  readonly timeoutMs?: number;
};

const timeoutMsDefault = 10 * 60_000;

/** What every program needs to find others, and a place to write. */
const passed = ["PATH", "HOME", "TMPDIR", "SYSTEMROOT", "COMSPEC", "PATHEXT"];

/**
 * Runs the install scripts of a package that the operator allows, as npm does and one after another, with
 * an environment of their own: no token and no setting of the operator is in it. Throws
 * {@link ScriptError} for one that fails or takes too long; no process that it started goes on.
 */
export async function runScripts(run: ScriptRun): Promise<void> {
  const packageJson = JSON.parse(readFileSync(join(run.directory, "package.json"), "utf8")) as JsonObject;
  const scripts = listScripts(packageJson, existsSync(join(run.directory, "binding.gyp")));
  mkdirSync(run.logDirectory, { recursive: true });
  const log = join(run.logDirectory, `${run.node.name.replace("/", "+")}-${run.node.version}.log`);
  const output = createWriteStream(log);
  try {
    for (const script of scripts) {
      output.write(`> ${script.name}: ${script.command}\n`);
      const failure = await runOne(run, script, output);
      if (failure !== undefined) throw new ScriptError(run.node.id, script.name, failure, log);
    }
  } finally {
    output.end();
    await once(output, "close");
  }
}

/** A script of a package, and what the shell runs for it. */
type Script = { readonly name: string; readonly command: string };

function listScripts({ scripts }: JsonObject, hasBindings: boolean): readonly Script[] {
  const said = isJsonObject(scripts) ? scripts : {};
  const implicit = hasBindings && said["install"] === undefined && said["preinstall"] === undefined;
  return installScripts.flatMap((name) => {
    const command = name === "install" && implicit ? implicitInstallScript : said[name];
    return typeof command === "string" ? [{ name, command }] : [];
  });
}

/** Returns why the script failed, as the end of a sentence; `undefined` when it did not. */
async function runOne(run: ScriptRun, script: Script, output: NodeJS.WritableStream): Promise<string | undefined> {
  const { directory, timeoutMs = timeoutMsDefault } = run;
  const child = spawn(script.command, {
    cwd: directory,
    shell: true,
    // A group of its own: what a script starts ends with it.
    detached: process.platform !== "win32",
    env: environmentOf(run, script),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  // Being a group of its own, it does not hear of a Ctrl-C.
  const end = (): void => endGroup(child.pid);
  process.once("exit", end);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (late) return `took longer than ${Math.round(timeoutMs / 1_000)} s`;
    return code === 0 ? undefined : `ended with ${code ?? signal}`;
  } finally {
    clearTimeout(timer);
    process.off("exit", end);
    end();
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function environmentOf({ node, directory, environment, given }: ScriptRun, script: Script): NodeJS.ProcessEnv {
  const known = Object.fromEntries(
    passed.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  const modules = join(directory, ...node.name.split("/").map(() => ".."));
  const paths = [join(modules, ".bin"), dirname(process.execPath), environment["PATH"] ?? "/usr/bin:/bin"];
  return {
    ...known,
    npm_lifecycle_event: script.name,
    npm_lifecycle_script: script.command,
    npm_package_name: node.name,
    npm_package_version: node.version,
    npm_package_json: join(directory, "package.json"),
    npm_node_execpath: process.execPath,
    npm_config_user_agent: `larder node/${process.version} ${process.platform} ${process.arch}`,
    ...given,
    PATH: paths.join(delimiter),
  };
}

/** An install script that the operator allows has failed. */
export class ScriptError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly node: string;
  /** What it printed. */
  readonly log: string;

  constructor(node: string, script: string, reason: string, log: string) {
    super(`The \`${script}\` script of \`${node}\` ${reason}; nothing was installed`, {
      hint: `Read what it printed in \`${log}\`, or take the package out of \`allowScripts\` in \`larder.yaml\``,
    });
    this.node = node;
    this.log = log;
  }
}
