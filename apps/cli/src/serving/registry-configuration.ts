import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { defaultConfiguration, parseRegistryConfiguration, type RegistryConfiguration } from "@larder/registry-api";

import type { Context } from "../context.ts";
import { ConfigurationError, UsageError } from "../errors.ts";
import { findNpmRegistry } from "../npmrc/npm-registry.ts";
import { parseRegistryUrl } from "../registry-access/registry-url.ts";
import { type ListenAddress, urlOf } from "./listen-address.ts";

export type ConfigurationOptions = {
  readonly data: string;
  /** `--config`. */
  readonly configFile: string | undefined;
  /** `--uplink`: a URL or `none`. */
  readonly uplink: string | undefined;
  readonly listen: ListenAddress;
  /** Patterns of names that are hosted, also beside an uplink that no configuration declares. */
  readonly hostedPatterns?: readonly string[];
};

/**
 * Returns the configuration of the registry in `data`: `--config`, else its `registry.yaml`, else one
 * with a single uplink, which is `--uplink` or the npm registry that this machine is configured for.
 */
export async function findConfiguration(
  context: Pick<Context, "cwd" | "environment" | "warn">,
  options: ConfigurationOptions,
): Promise<RegistryConfiguration> {
  const written = await readWritten(context, options);
  if (written === undefined) {
    const uplink = await findUplink(context, options);
    return defaultConfiguration({ uplink, hostedPatterns: options.hostedPatterns });
  }
  if (options.uplink !== undefined) {
    throw new UsageError(`\`--uplink\` and \`${written.source}\` both say where packages come from`, {
      hint: `Declare the uplink in \`${written.source}\`, and leave \`--uplink\` out`,
    });
  }
  return parseRegistryConfiguration(written.text, written.source, context.environment.variables);
}

async function readWritten(
  { cwd }: Pick<Context, "cwd">,
  { data, configFile }: ConfigurationOptions,
): Promise<{ readonly text: string; readonly source: string } | undefined> {
  const source = configFile === undefined ? join(data, "registry.yaml") : resolve(cwd, configFile);
  try {
    return { text: await readFile(source, "utf8"), source };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (configFile === undefined) {
      // A data directory that is none is told of when it is opened.
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw error;
    }
    throw new ConfigurationError(`\`${source}\` cannot be read: ${message}`, {
      hint: "Name the registry's configuration with `--config FILE`",
      cause: error,
    });
  }
}

async function findUplink(
  context: Pick<Context, "cwd" | "environment" | "warn">,
  { uplink, listen }: ConfigurationOptions,
): Promise<string | undefined> {
  if (uplink === "none") return undefined;
  if (uplink !== undefined) return parseRegistryUrl(uplink, "--uplink");

  const found = await findNpmRegistry(context.cwd, context.environment);
  if (found === undefined) {
    context.warn("This machine is configured for no npm registry, so only packages that are published here are served");
    return undefined;
  }
  if (new URL(found).origin !== new URL(urlOf(listen)).origin) return found;
  context.warn(
    `npm on this machine is configured for this very registry (\`${found}\`), so it starts without an uplink`,
  );
  return undefined;
}
