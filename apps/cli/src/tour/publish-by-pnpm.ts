import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { type ErrorCode, errorCodes, ExpectedError } from "@larder/errors";

const timeoutMs = 120_000;

export type PnpmPublishOptions = {
  /** The folder of the package. */
  readonly directory: string;
  readonly registry: string;
  /** An `.npmrc` with the token for that registry; the user's own is not read. */
  readonly userConfig: string;
  readonly variables: { readonly [name: string]: string | undefined };
};

/** Publishes a folder by the `pnpm` on the PATH, as an author would. Throws {@link PnpmPublishError}. */
export async function publishByPnpm(options: PnpmPublishOptions): Promise<{ name: string; version: string }> {
  const { directory, registry, userConfig } = options;
  const env = { ...withoutNpmSettings(options.variables), NPM_CONFIG_USERCONFIG: userConfig, CI: "true" };
  const args = ["publish", "--no-git-checks", "--registry", `${registry}/`];
  try {
    await promisify(execFile)("pnpm", args, { cwd: directory, env, timeout: timeoutMs });
  } catch (error) {
    throw new PnpmPublishError(directory, error as PnpmFailure);
  }
  const { name, version } = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  return { name, version };
}

/** The package manager that started this process hands its settings down, and they would win over the file. */
function withoutNpmSettings(variables: PnpmPublishOptions["variables"]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !/^p?npm_config_/i.test(name)));
}

type PnpmFailure = NodeJS.ErrnoException & { readonly stdout?: string; readonly stderr?: string };

/** `pnpm publish` failed; its own words are the detail, and the code is the registry's when it refused. */
export class PnpmPublishError extends ExpectedError {
  readonly code: ErrorCode;
  readonly directory: string;
  readonly detail: string | undefined;

  constructor(directory: string, failure: PnpmFailure) {
    const isMissing = failure.code === "ENOENT";
    const sentence = isMissing
      ? "The tour publishes with `pnpm`, and there is none on the PATH"
      : `\`pnpm publish\` failed in \`${directory}\``;
    const hint = isMissing
      ? "Run `npm start`, which brings pnpm"
      : "When the example changed since it was published, raise its version or remove the tour's data";
    super(sentence, { hint, cause: failure });
    this.directory = directory;
    this.detail = `${failure.stdout ?? ""}${failure.stderr ?? ""}`.trim() || undefined;
    this.code = findErrorCode(this.detail ?? "") ?? (isMissing ? "ECONFIG" : "EBADREQUEST");
  }
}

/** Finds the code in the registry's answer, which pnpm repeats, folded into lines with bars. */
export function findErrorCode(output: string): ErrorCode | undefined {
  const unfolded = output.replaceAll(/\s*\n\s*│?\s*/g, "");
  const code = /"code":"(E[A-Z0-9]+)"/.exec(unfolded)?.[1];
  return code !== undefined && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : undefined;
}
