/*
 * The files that sandboxes are started from. They lie beside this one, as source and as built: another
 * process, and another engine, runs them.
 */

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The program of the process that runs sandboxes. */
export const runnerUrl = new URL(`./runner/run-sandboxes.${extension}`, import.meta.url);

/** The first code that runs in a sandbox. */
export const kernelUrl = new URL(`./guest/kernel.${extension}`, import.meta.url);

/** What the engine adds to a sandbox's global scope; each is a file of the engine's package. */
export const guestExtensions = ["url", "encoding", "structured-clone", "crypto"] as const;
