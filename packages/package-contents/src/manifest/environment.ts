import type { LarderManifest } from "./larder-manifest.ts";

/** Returns the names of the host's environment variables that `manifest` needs before its package can start, sorted. */
export function environmentOf(manifest: LarderManifest): readonly string[] {
  const variables = Object.values(manifest.env ?? {}).flatMap((value) => {
    const [, variable] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value) ?? [];
    return variable === undefined ? [] : [variable];
  });
  return [...new Set(variables)].toSorted();
}
