import { parseDistTag } from "@larder/package-spec";
import type { RegistryClient } from "@larder/registry-client";

import { packPackage, type PackOptions } from "./pack-package.ts";
import { publishDocument } from "./publish-document.ts";

export type Publication = {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
  readonly registry: string;
  /** False when these very bytes were published before, and for a dry run. */
  readonly created: boolean;
  readonly dryRun: boolean;
  /** The size of the archive, in bytes. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
};

export type PublishOptions = PackOptions & {
  readonly client: RegistryClient;
  readonly tag: string;
  /** Packs and checks, and sends nothing. */
  readonly dryRun: boolean;
  readonly warn: (message: string) => void;
};

/** Packs the folder of a package and publishes it. */
export async function publishDirectory(options: PublishOptions): Promise<Publication> {
  const tag = parseDistTag(options.tag);
  const packed = await packPackage(options);
  for (const warning of packed.warnings) options.warn(warning);

  const { created } = options.dryRun ? { created: false } : await options.client.publish(publishDocument(packed, tag));
  return {
    name: packed.name,
    version: packed.version,
    tag,
    registry: options.client.url,
    created,
    dryRun: options.dryRun,
    size: packed.tarball.byteLength,
    files: packed.files,
  };
}
