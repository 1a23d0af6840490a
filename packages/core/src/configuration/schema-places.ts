/** Returns the steps that a pointer such as `/$defs/word` takes; none for the whole. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer.split("/").slice(1).map(decodeStep);
}

/** Returns what stands where `steps` lead in `schema`; undefined for nothing. Only what was written there counts. */
export function partAt(schema: unknown, steps: readonly string[]): unknown {
  return steps.reduce(
    (part, step) =>
      typeof part === "object" && part !== null && Object.hasOwn(part, step)
        ? (part as { readonly [name: string]: unknown })[step]
        : undefined,
    schema,
  );
}

/** What is no part of a URL is taken as it is, and leads nowhere. */
function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return step;
  }
}
