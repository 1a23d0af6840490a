import { type AnyNode, type Expression, parse, type Program, type Super } from "acorn";

import { findStrangeImport } from "./find-strange-import.ts";
import { declaredNames, walk } from "./walk-code.ts";

/** Something in a file that a sandbox does not have, or that hides what a file does. It is a hint: nothing relies on it. */
export type ScanHint = {
  /** From 1. */
  readonly line: number;
  /** What was found, as it is written: `node:fs`, `process`, `eval`. */
  readonly name: string;
  readonly message: string;
  /** Is it what no sandbox has? Then code that uses it cannot run in one. */
  readonly isMissingInSandbox: boolean;
};

/** Modules of Node under the names that they had before `node:` came. */
const oldBuiltins =
  /^(?:assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|readline|repl|stream|tls|tty|url|util|v8|vm|worker_threads|zlib)(?:\/.*)?$/;

/** Globals of Node and of browsers that no sandbox has. */
const missingGlobals: ReadonlySet<string> = new Set([
  "Buffer",
  "Deno",
  "Bun",
  "WebAssembly",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
  "__dirname",
  "__filename",
  "fetch",
  "process",
  "require",
]);

/** Globals that run texts as code. */
const runningTexts: ReadonlySet<string> = new Set(["Function", "eval"]);

/** Members that lead around what was given to a piece of code. */
const leadingMembers: ReadonlySet<string> = new Set(["__defineGetter__", "__defineSetter__", "__proto__", "binding"]);

/**
 * Returns what stands out in the module `text`, each name once, by line. `path` is where it lies in its package.
 * Nothing of it runs; a text that is no module of JavaScript has no hints: whoever imports it says so.
 */
export function scanCode(text: string, path = ""): readonly ScanHint[] {
  const program = tryParse(text);
  if (program === undefined) return [];
  const nodes = walk(program);
  const own = new Set(nodes.flatMap(declaredNames));
  const hints = nodes.flatMap((node) => {
    const hint = describe(node, own) ?? describeStrange(node, path);
    return hint === undefined ? [] : [{ line: node.loc?.start.line ?? 0, ...hint }];
  });
  const sorted = hints.toSorted((left, right) => left.line - right.line || (left.name < right.name ? -1 : 1));
  return [...Map.groupBy(sorted, ({ name }) => name).values()].flatMap(([first]) => first ?? []);
}

function tryParse(text: string): Program | undefined {
  try {
    return parse(text, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
    });
  } catch {
    // A syntax error, or more levels than the parser's own stack has.
    return undefined;
  }
}

type Described = Omit<ScanHint, "line">;

function describe(node: AnyNode, own: ReadonlySet<string>): Described | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return describeModule(node.source?.value);
    case "ImportExpression":
      return describeImport(node.source);
    case "CallExpression":
      return describeCall(node.callee, node.arguments[0]);
    case "Identifier":
      return own.has(node.name) ? undefined : describeGlobal(node.name);
    case "MemberExpression":
      return describeMember(node.property);
    default:
      return undefined;
  }
}

/** Domains are what plugins build on: they import neither plugins nor each other. */
function describeStrange(node: AnyNode, path: string): Described | undefined {
  const specifier = "source" in node && node.source?.type === "Literal" ? node.source.value : undefined;
  const strange = typeof specifier === "string" ? findStrangeImport(path, specifier) : undefined;
  return strange === undefined ? undefined : { name: String(specifier), message: strange, isMissingInSandbox: false };
}

function describeModule(name: unknown): Described | undefined {
  if (typeof name !== "string" || !(name.startsWith("node:") || oldBuiltins.test(name))) return undefined;
  return { name, message: `it imports \`${name}\` of Node, which no sandbox has`, isMissingInSandbox: true };
}

function describeImport(source: Expression): Described | undefined {
  if (source.type === "Literal") return describeModule(source.value);
  return {
    name: "import()",
    message: "it imports what only running it tells",
    isMissingInSandbox: false,
  };
}

function describeCall(callee: Expression | Super, first: AnyNode | undefined): Described | undefined {
  if (callee.type !== "Identifier" || callee.name !== "require" || first?.type !== "Literal") return undefined;
  return describeModule(first.value);
}

function describeGlobal(name: string): Described | undefined {
  if (runningTexts.has(name)) {
    return { name, message: `it uses \`${name}\`, which runs a text as code`, isMissingInSandbox: false };
  }
  if (!missingGlobals.has(name)) return undefined;
  return { name, message: `it uses \`${name}\`, which no sandbox has`, isMissingInSandbox: true };
}

function describeMember(property: AnyNode): Described | undefined {
  const name =
    property.type === "Identifier" ? property.name : property.type === "Literal" ? property.value : undefined;
  if (typeof name !== "string" || !leadingMembers.has(name)) return undefined;
  return {
    name,
    message: `it reaches for \`${name}\`, which leads around what it was given`,
    isMissingInSandbox: false,
  };
}
