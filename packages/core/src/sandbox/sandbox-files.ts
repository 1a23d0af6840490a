/*
 * The files that sandboxes are started from. They lie beside this one, as source and as built: another
 * process, and another engine, runs them.
 */

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The program of the process that runs sandboxes. */
export const runnerUrl = new URL(`./runner/run-sandboxes.${extension}`, import.meta.url);

/** What that process loads before its program. */
export const preparationUrl = new URL(`./runner/give-up-signals.${extension}`, import.meta.url);

/** The first code that runs in a sandbox. */
export const kernelUrl = new URL(`./guest/kernel.${extension}`, import.meta.url);

/**
 * What the engine adds to a sandbox's global scope, each a file of the engine's package, and the globals that
 * need it. The kernel itself needs those without globals.
 */
export const guestExtensions: readonly { readonly name: string; readonly globals?: RegExp }[] = [
  { name: "url", globals: /\b(?:URL|URLSearchParams|Request)\b/ },
  { name: "encoding" },
  { name: "structured-clone" },
  { name: "crypto", globals: /\bcrypto\b/i },
];

/**
 * Returns the extensions that a sandbox for `code` gets: what its code nowhere names is not loaded, since the
 * largest takes as much memory as the engine itself.
 */
export function extensionsNamedIn(code: string): readonly string[] {
  return guestExtensions.filter(({ globals }) => globals?.test(code) ?? true).map(({ name }) => name);
}
