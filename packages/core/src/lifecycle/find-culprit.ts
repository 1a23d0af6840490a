import { sep } from "node:path";
import { pathToFileURL } from "node:url";

/** A package and where its files are. */
export type PackagePlace = {
  readonly name: string;
  /** Absolute, without symbolic links; undefined when its code is in no files. */
  readonly directory: string | undefined;
};

/**
 * Returns the package whose code stands nearest to where `failure` arose: the topmost line of its stack,
 * or of its causes', that is of a file of one of `packages`; undefined when none is, as with a failure
 * that is no error.
 */
export function findCulprit(packages: readonly PackagePlace[], failure: unknown): string | undefined {
  const places = packages.flatMap(({ name, directory }) =>
    directory === undefined ? [] : [{ name, prefixes: [`${pathToFileURL(directory).href}/`, `${directory}${sep}`] }],
  );
  for (const line of stackLines(failure)) {
    const culprit = places.find(({ prefixes }) => prefixes.some((prefix) => line.includes(prefix)));
    if (culprit !== undefined) return culprit.name;
  }
  return undefined;
}

/** How many causes of causes are looked at; a cause may be its own. */
const causesMax = 8;

function stackLines(failure: unknown): readonly string[] {
  const lines: string[] = [];
  let error = failure;
  for (let depth = 0; error instanceof Error && depth < causesMax; depth += 1) {
    lines.push(...(error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)));
    error = error.cause;
  }
  return lines;
}
