import type { Context } from "../context.ts";

const patienceMs = 1000;

/**
 * Returns the first line of what is piped in; undefined when there is none. On a terminal nothing is read: whoever
 * types a password there expects to be asked for it.
 */
export async function readGivenPassword({
  input,
  progress,
}: Pick<Context, "input" | "progress">): Promise<string | undefined> {
  if (input.isTTY) return undefined;
  const waiting = setTimeout(() => progress.status("waiting for a password on stdin, or its end"), patienceMs);
  try {
    return await input.firstLine();
  } finally {
    clearTimeout(waiting);
  }
}
