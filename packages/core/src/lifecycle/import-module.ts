import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The name of the author's API; every module of a package gets the running host's own copy. */
const providedName = "@larder/sdk";

/** The parameter of a module's URL that tells one reading of it from another. */
const readingParameter = "larder-reading";

let provided: { readonly url: string } | undefined;

/**
 * Imports the module at `path` of the package in `directory` and returns its exports.
 *
 * Whatever the package says, `@larder/sdk` is the host's own copy: it is never installed, and two
 * copies in one process would be two versions of one contract.
 *
 * With `reading`, the module and all that it imports from its own package are read again, unless that reading was
 * imported before. Node keeps every reading in memory until the process ends.
 */
export async function importModule(
  directory: string,
  path: string,
  reading?: string,
): Promise<{ readonly [name: string]: unknown }> {
  provided ??= provideSdk();
  const url = pathToFileURL(join(directory, path));
  if (reading !== undefined) url.searchParams.set(readingParameter, reading);
  return (await import(/* @vite-ignore */ url.href)) as { readonly [name: string]: unknown };
}

/** The hook stays for the life of the process: modules may import later, and a second host wants the same copy. */
function provideSdk(): { readonly url: string } {
  const url = pathToFileURL(createRequire(import.meta.url).resolve(providedName)).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === providedName) return { url, shortCircuit: true };
      const resolved = next(specifier, context);
      const reading = specifier.startsWith(".") ? readingOf(context.parentURL) : undefined;
      return reading === undefined ? resolved : { ...resolved, url: withReading(resolved.url, reading) };
    },
  });
  return { url };
}

function readingOf(url: string | undefined): string | undefined {
  if (url?.includes(`${readingParameter}=`) !== true) return undefined;
  return new URL(url).searchParams.get(readingParameter) ?? undefined;
}

/** A library beside the package has a name of its own, and is not read again with it. */
function withReading(resolved: string, reading: string): string {
  const url = new URL(resolved);
  if (url.protocol === "file:") url.searchParams.set(readingParameter, reading);
  return url.href;
}
