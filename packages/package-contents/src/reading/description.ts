const lengthMax = 500;

/** Returns `text` as one line that fits a list; `undefined` when nothing is left. */
export function oneLine(text: string): string | undefined {
  const line = text
    .slice(0, lengthMax * 4)
    .replaceAll(/\s+/g, " ")
    .trim();
  if (line === "") return undefined;
  return line.length > lengthMax ? `${line.slice(0, lengthMax - 1)}…` : line;
}

/** What a file says about itself. */
export type Described = { readonly title?: string; readonly description?: string };

/** Returns the texts among `title` and `description` that hold something. */
export function describedBy(values: { readonly title?: unknown; readonly description?: unknown }): Described {
  const title = typeof values.title === "string" ? oneLine(values.title) : undefined;
  const description = typeof values.description === "string" ? oneLine(values.description) : undefined;
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}
