import { createContext, Script } from "node:vm";

/** The longest that one pattern may take on one text: most take microseconds. */
const timeoutMs = 100;

const test = new Script("new RegExp(pattern, flags).test(text)");
const place: { pattern?: string; flags?: string; text?: string } = createContext({});

/** A pattern of a schema, as ajv uses it. */
type Pattern = { test(text: string): boolean; toString(): string };

/**
 * Returns `pattern` so that it cannot hold up the host: it is the package's own, and some take longer than anybody waits
 * for on a text of forty letters. Only a virtual machine ends a pattern that is being matched.
 *
 * `test` throws a TypeError that names the pattern when it takes too long.
 */
function createBoundedPattern(pattern: string, flags: string): Pattern {
  // What is no pattern is refused when its schema is compiled.
  const written = new RegExp(pattern, flags);
  return {
    test(text) {
      Object.assign(place, { pattern, flags, text });
      try {
        return test.runInContext(place, { timeout: timeoutMs }) === true;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
        throw new TypeError(`its pattern \`${pattern}\` takes more than ${timeoutMs} ms`, { cause });
      } finally {
        Object.assign(place, { pattern: "", text: "" });
      }
    },
    toString: () => written.toString(),
  };
}

/** For ajv, which may not write the pattern into its own code. */
export const boundedPattern: typeof createBoundedPattern & { code: string } = Object.assign(createBoundedPattern, {
  code: "boundedPattern",
});
