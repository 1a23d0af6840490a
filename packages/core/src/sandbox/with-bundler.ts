import type * as esbuild from "esbuild";

/** What bundles. */
export type Bundler = typeof esbuild;

/** How long its process waits for more to do, in milliseconds. */
const idleMs = 250;

let working = 0;
let rest: NodeJS.Timeout | undefined;

/**
 * Returns what `work` makes with the bundler, which starts a process of its own when it is first asked.
 *
 * That process holds tens of megabytes, and a host bundles for a moment in weeks: it ends soon after the last work, and
 * the next work starts another.
 */
export async function withBundler<Made>(work: (bundler: Bundler) => Promise<Made>): Promise<Made> {
  const bundler = await import("esbuild");
  working += 1;
  clearTimeout(rest);
  try {
    return await work(bundler);
  } finally {
    working -= 1;
    if (working === 0) rest = setTimeout(() => void bundler.stop(), idleMs).unref();
  }
}
