import { parseSync } from "oxc-parser";

import type { TextFile } from "./source-file.ts";

/** A node of the syntax tree, as far as these tests look at it. */
export type SyntaxNode = { type: string; [property: string]: unknown };

/** The specifiers of everything that a file imports or re-exports, types and `import()` included. */
export function importedSpecifiers({ path, text }: TextFile): string[] {
  const { module } = parseSync(path, text);
  const imports = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const exports = module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value));
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => literal(text.slice(start, end)));
  return [...imports, ...exports, ...dynamic].filter((specifier) => specifier !== undefined);
}

/** The text of a plain string literal; `undefined` for an expression, which nobody can judge by reading. */
function literal(source: string): string | undefined {
  return /^["'`]([^"'`$]*)["'`]$/.exec(source)?.[1];
}

/** Every node of a file's syntax tree. */
export function* syntaxNodes({ path, text }: TextFile): Generator<SyntaxNode> {
  yield* nodesBelow(parseSync(path, text).program);
}

function* nodesBelow(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* nodesBelow(child);
}

function isNode(value: object): value is SyntaxNode {
  return "type" in value && typeof value.type === "string";
}
