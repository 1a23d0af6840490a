import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The name of the author's API; every module of a package gets the running host's own copy. */
const providedName = "@larder/sdk";

let provided: { readonly url: string } | undefined;

/**
 * Imports the module at `path` of the package in `directory` and returns its exports.
 *
 * Whatever the package says, `@larder/sdk` is the host's own copy: it is never installed, and two
 * copies in one process would be two versions of one contract.
 */
export async function importModule(directory: string, path: string): Promise<{ readonly [name: string]: unknown }> {
  provided ??= provideSdk();
  const url = pathToFileURL(join(directory, path)).href;
  return (await import(/* @vite-ignore */ url)) as { readonly [name: string]: unknown };
}

/** The hook stays for the life of the process: modules may import later, and a second host wants the same copy. */
function provideSdk(): { readonly url: string } {
  const url = pathToFileURL(createRequire(import.meta.url).resolve(providedName)).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === providedName ? { url, shortCircuit: true } : next(specifier, context),
  });
  return { url };
}
