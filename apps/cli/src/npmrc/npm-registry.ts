import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Environment } from "../config.ts";
import { readNpmSettings } from "./npm-settings.ts";

const askingTimeoutMs = 20_000;

/**
 * Returns the URL of the npm registry that this machine is configured for, without a slash at its
 * end; `undefined` when there is none.
 *
 * The variable and the files are read here, which takes a millisecond. Only when they are silent npm
 * itself is asked, since it alone knows its built-in files and its default.
 */
export async function findNpmRegistry(cwd: string, environment: Environment): Promise<string | undefined> {
  const configured = environment.npm.registry ?? (await readNpmSettings(cwd, environment))["registry"];
  const found = configured ?? (await askNpm(cwd));
  return found !== undefined && /^https?:\/\//.test(found) && URL.canParse(found)
    ? found.replace(/\/+$/, "")
    : undefined;
}

async function askNpm(cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["config", "get", "registry"], {
      cwd,
      timeout: askingTimeoutMs,
    });
    return stdout.trim();
  } catch {
    // A machine without npm is configured for no npm registry.
    return undefined;
  }
}
