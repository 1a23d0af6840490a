import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

import type { PackageSettings } from "@larder/host-directory";
import type { DomainCredential, LarderManifest } from "@larder/package-contents";

import { type Environment, readVariable } from "./environment.ts";
import { fillEnvironment, type PackageEnvironment } from "./package-environment.ts";

/** A package as far as its variables go. */
export type EnvironmentSubject = {
  /** Where its files are. */
  readonly directory: string;
  readonly larder: LarderManifest | undefined;
  readonly credentials: readonly DomainCredential[];
};

/** Returns the variables of a package: reads the files that it ships, and fills in what the operator and the host say. */
export async function readPackageEnvironment(
  { directory, larder, credentials }: EnvironmentSubject,
  settings: PackageSettings | undefined,
  host: Environment,
): Promise<PackageEnvironment> {
  const file = larder?.envFile === undefined ? {} : await readVariables(join(directory, larder.envFile));
  const domains = [...new Set(credentials.map(({ domain }) => domain))];
  const shipped = new Map(
    await Promise.all(
      domains.map(async (domain) => [domain, await readVariables(join(directory, "domains", domain, ".env"))] as const),
    ),
  );
  return fillEnvironment({
    file,
    credentials: credentials.map((credential) => ({
      ...credential,
      fallback: readVariable(shipped.get(credential.domain) ?? {}, credential.name),
    })),
    manifest: larder?.env ?? {},
    settings: settings?.env ?? {},
    host,
  });
}

async function readVariables(path: string): Promise<{ readonly [name: string]: string }> {
  // What a package ships under this name may be a folder.
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (!["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code ?? "")) throw error;
    return "";
  });
  return parseEnv(text) as { readonly [name: string]: string };
}
