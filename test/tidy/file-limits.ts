import { isTestFile, type TextFile } from "./source-file.ts";
import { syntaxNodes } from "./syntax.ts";

const linesMax = 300;

/** Written by a test, which keeps it true. Nobody reads it from top to bottom. */
const generated = /^packages\/registry-client\/src\/api-document\.ts$/;

/** Files that are too long to be about one thing, one sentence each. */
export function findLongFiles({ path, text }: TextFile): string[] {
  if (generated.test(path)) return [];
  const lines = countLines(text);
  return lines > linesMax ? [`${path} has ${lines} lines`] : [];
}

/** Uses of the type `any`, one sentence a file. */
export function findAny(file: TextFile): string[] {
  if (!/\bany\b/.test(file.text)) return [];
  return [...syntaxNodes(file)].some(({ type }) => type === "TSAnyKeyword") ? [`${file.path} uses \`any\``] : [];
}

const limits =
  /oxlint-(?:disable)[^\n]*(max-lines|complexity|no-explicit-any|no-floating-promises|no-non-null-assertion)/;

/** Files that switch one of the limits off for themselves, one sentence each. */
export function findSwitchedOffLimits({ path, text }: TextFile): string[] {
  const rule = limits.exec(text)?.[1];
  return rule === undefined ? [] : [`${path} switches \`${rule}\` off`];
}

/** The length in lines of the median file of code, without tests. */
export function medianFileLength(files: readonly TextFile[]): number {
  const lengths = files.filter(({ path }) => !isTestFile(path)).map(({ text }) => countLines(text));
  return lengths.toSorted((one, other) => one - other)[Math.floor(lengths.length / 2)] ?? 0;
}

function countLines(text: string): number {
  return text.trimEnd().split("\n").length;
}
