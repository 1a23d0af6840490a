import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Environment } from "../config.ts";
import { type Npmrc, readNpmrc } from "./read-npmrc.ts";

/** npm's settings for one directory: project before user before machine. */
export type NpmSettings = { readonly [key: string]: string };

/** Returns what the `.npmrc` files say for commands that run in `cwd`. */
export async function readNpmSettings(cwd: string, environment: Environment): Promise<NpmSettings> {
  const { userConfig, globalConfig } = environment.npm;
  const files = [globalConfig, userConfig, join(projectDirectory(cwd), ".npmrc")].filter((path) => path !== undefined);
  const layers: readonly Npmrc[] = await Promise.all(files.map((path) => readNpmrc(path, environment.variables)));
  return Object.assign({}, ...layers) as NpmSettings;
}

/** npm reads the `.npmrc` beside the nearest package; a host is a project of ours as well. */
function projectDirectory(cwd: string): string {
  for (let directory = cwd; ; directory = dirname(directory)) {
    const marks = ["package.json", "node_modules", "larder.yaml"];
    if (marks.some((mark) => existsSync(join(directory, mark)))) return directory;
    if (dirname(directory) === directory) return cwd;
  }
}

/**
 * Returns the token for `registry`; `undefined` when there is none.
 *
 * Keys name a place without its scheme, `//host:port/path/:_authToken`, and hold for all below it.
 * A token goes to its own place only: never to another host, and never one path up.
 */
export function findToken(settings: NpmSettings, registry: string): string | undefined {
  const url = new URL(registry);
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  for (let length = segments.length; length >= 0; length -= 1) {
    const path = segments
      .slice(0, length)
      .map((segment) => `${segment}/`)
      .join("");
    const token = settings[`//${url.host}/${path}:_authToken`];
    if (token !== undefined && token !== "") return token;
  }
  return undefined;
}

/** Returns the key under which an `.npmrc` holds the token of `registry`. */
export function tokenKey(registry: string): string {
  const url = new URL(registry);
  return `//${url.host}${url.pathname.replace(/\/*$/, "/")}:_authToken`;
}
