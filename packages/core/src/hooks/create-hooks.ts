import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";

import { ExpectedError } from "@larder/errors";
import { type HostPaths, packageDataPath } from "@larder/host-directory";
import { isHookScript, type LarderManifest } from "@larder/package-contents";

import { secretsOf } from "../configuration/secrets-of.ts";
import type { ConfiguredPackage } from "../configuration/configure-package.ts";
import type { HookFacts, HookMoment, LifecycleHooks, LifecycleVerb } from "../lifecycle/lifecycle-hooks.ts";
import { concealing } from "../services/conceal.ts";
import type { HostLog } from "../services/host-log.ts";
import type { CallOwnAction } from "./call-own-action.ts";
import { hookEnvironment } from "./hook-environment.ts";
import { HookFailedError } from "./hook-error.ts";
import { createHookOutput } from "./hook-output.ts";
import { runScript } from "./run-script.ts";

/** A package as far as its hooks go. */
export type HookedPackage = {
  readonly name: string;
  readonly version: string;
  /** Where its files are, absolute. */
  readonly directory: string;
  readonly hooks: NonNullable<LarderManifest["hooks"]>;
  /** Did the operator agree that scripts of this package run? */
  readonly mayRunScripts: boolean;
  readonly configured: Pick<ConfiguredPackage, "values" | "settings" | "profile">;
};

/** What hooks stand on. */
export type HooksOptions = {
  readonly paths: Pick<HostPaths, "hooks" | "data">;
  readonly log: HostLog;
  /** Returns a package as it is now; undefined for one without hooks. */
  readonly find: (packageName: string) => HookedPackage | undefined;
  readonly call: CallOwnAction;
  /** The longest that one hook may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** Returns what ends a script that begins now when the host ends. */
  readonly signal?: () => AbortSignal;
};

/** What is asked of one hook. */
type Occasion = {
  readonly pkg: HookedPackage;
  /** `pre-install`. */
  readonly hook: string;
  readonly facts: HookFacts;
};

const timeoutMsDefault = 2 * 60_000;

/** Returns the hooks of a host: scripts run through the shell, actions through the dispatcher. */
export function createHooks(options: HooksOptions): LifecycleHooks {
  const swept = lazily(() => rm(options.paths.hooks, { recursive: true, force: true }));
  return {
    async run(verb, moment, packageName, facts = {}) {
      const pkg = options.find(packageName);
      const hook = `${moment}-${hookVerbOf(verb)}` as keyof HookedPackage["hooks"];
      const written = pkg?.hooks[hook];
      if (pkg === undefined || written === undefined) return;
      const occasion = { pkg, hook, facts };
      if (!isHookScript(written, (path) => existsSync(join(pkg.directory, path)))) {
        await callAction(options, occasion, { action: written, verb, moment });
        return;
      }
      if (!pkg.mayRunScripts) {
        options.log
          .logOf({ package: pkg.name, owner: hook })
          .warn(`\`${hook}\` of \`${pkg.name}\` did not run: it is a script, and nobody agreed that its scripts run`, {
            script: written,
            next: `larder add --grant ${pkg.name}`,
          });
        return;
      }
      // What a host that was killed left behind may hold secrets.
      await swept();
      await runHookScript(options, occasion, written);
    },
  };
}

function hookVerbOf(verb: LifecycleVerb): string {
  return verb === "uninstall" ? "remove" : verb;
}

async function callAction(
  { call }: HooksOptions,
  { pkg, hook, facts }: Occasion,
  { action, verb, moment }: { readonly action: string; readonly verb: LifecycleVerb; readonly moment: HookMoment },
): Promise<void> {
  const input = { verb, phase: moment, version: pkg.version, ...facts };
  try {
    await call(pkg.name, action, input);
  } catch (failure) {
    if (!(failure instanceof ExpectedError)) throw failure;
    throw new HookFailedError(pkg.name, hook, failure.message, failure);
  }
}

async function runHookScript(options: HooksOptions, { pkg, hook, facts }: Occasion, written: string): Promise<void> {
  const { paths, timeoutMs = timeoutMsDefault } = options;
  const signal = options.signal?.();
  const { settings, values, profile } = pkg.configured;
  const tags = { package: pkg.name, owner: hook };
  const log = options.log.logOf(tags);
  const authored = options.log.logOf({ ...tags, isAuthored: true });
  const conceal = concealing(secretsOf(settings));
  const output = createHookOutput((line) => authored.info(line), conceal);
  const script = await findScript(pkg, hook, written);
  const dataDirectory = packageDataPath(paths, pkg.name);
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await mkdir(paths.hooks, { recursive: true, mode: 0o700 });
  const place = await mkdtemp(join(paths.hooks, "run-"));
  const beganMs = performance.now();
  try {
    const configurationFile = join(place, "config.json");
    await writeFile(configurationFile, JSON.stringify(values), { mode: 0o600 });
    const environment = hookEnvironment({
      packageName: pkg.name,
      version: pkg.version,
      directory: pkg.directory,
      dataDirectory,
      configurationFile,
      hook,
      profile,
      oldVersion: facts.oldVersion,
      deployId: facts.deployId,
      settings,
    });
    const { directory } = pkg;
    const end = await runScript({
      script,
      directory,
      environment,
      timeoutMs,
      signal,
      onOutput: (chunk) => output.write(chunk),
    });
    output.end();
    if (end !== undefined) throw new HookFailedError(pkg.name, hook, reasonOf(end, output.last()));
    log.info(`Ran \`${hook}\` of \`${pkg.name}\``, { script: written, ms: Math.round(performance.now() - beganMs) });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function reasonOf(end: string, last: string | undefined): string {
  return last === undefined ? `its script ${end}` : `its script ${end}; it said last: ${last}`;
}

/** A script is a file of the package itself, wherever links lead. */
async function findScript({ name, directory }: HookedPackage, hook: string, written: string): Promise<string> {
  const root = await realpath(directory);
  const script = await realpath(join(root, written)).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== "ENOENT" && failure.code !== "ENOTDIR") throw failure;
    return undefined;
  });
  if (script === undefined) throw new HookFailedError(name, hook, `there is no \`${written}\` in the package`);
  if (script.startsWith(root + sep)) return script;
  throw new HookFailedError(name, hook, `\`${written}\` leads out of the package`);
}

function lazily(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
