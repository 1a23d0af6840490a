import { createContext, Script } from "node:vm";

const script = new Script("work()");
const place: { work?: (() => unknown) | undefined } = createContext({});

/** Work for a package came to no end. The message is to be read after what it was: `takes more than 1000 ms`. */
export class UnboundedWorkError extends TypeError {}

/**
 * Returns what `work` returns, unless it takes longer than `timeoutMs`, or calls itself without end: how long a schema or
 * a pattern takes is up to the package that wrote it, and the host must not wait for it. Only a virtual machine ends
 * what is being computed. `work` is ended between any two steps, so it must leave nothing half done.
 *
 * @throws UnboundedWorkError when it is ended, and whatever `work` throws.
 */
export function withinBounds<Result>(work: () => Result, timeoutMs: number): Result {
  place.work = work;
  try {
    return script.runInContext(place, { timeout: timeoutMs }) as Result;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
      throw new UnboundedWorkError(`takes more than ${timeoutMs} ms`, { cause });
    }
    if (cause instanceof RangeError) throw new UnboundedWorkError(`comes to no end: ${cause.message}`, { cause });
    throw cause;
  } finally {
    place.work = undefined;
  }
}
