import { parse as parseToml, TomlError } from "smol-toml";
import { LineCounter, parseDocument } from "yaml";

import type { Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";

/** A parsed file, or why it could not be. */
export type DataFile = { readonly value: unknown } | { readonly problem: Problem };

/** Returns the value in the TOML, YAML or JSON file at `path`, or one problem with the file, the line and the reason. */
export function readDataFile(tree: FileTree, path: string): DataFile {
  const text = tree.readText(path);
  if (text === undefined) return brokenFile(path, "is too large for a description, so it was not read");
  const extension = path.slice(path.lastIndexOf(".")).toLowerCase();
  if (extension === ".toml") return readToml(path, text);
  return extension === ".json" ? readJson(path, text) : readYaml(path, text);
}

function readToml(path: string, text: string): DataFile {
  try {
    return { value: parseToml(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) return tooDeep(path, error);
    const reason = error.message.split("\n")[0]?.replace("Invalid TOML document: ", "") ?? "";
    return brokenFile(path, `is not TOML: line ${error.line}, column ${error.column}: ${reason}`);
  }
}

function readYaml(path: string, text: string): DataFile {
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
    const [error] = document.errors;
    if (error === undefined) return readTree(path, document.toJS({ maxAliasCount: 100 }) as unknown);
    const { line, col } = lines.linePos(error.pos[0]);
    return brokenFile(path, `is not YAML: line ${line}, column ${col}: ${error.message}`);
  } catch (error) {
    if (!(error instanceof ReferenceError)) return tooDeep(path, error);
    return brokenFile(path, `is not YAML that can be read: ${error.message}`);
  }
}

/** An anchor may stand inside of what it names; nobody who reads a description expects a value without an end. */
function readTree(path: string, value: unknown): DataFile {
  try {
    JSON.stringify(value);
    return { value };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return brokenFile(path, "refers to itself");
  }
}

function readJson(path: string, text: string): DataFile {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return brokenFile(path, `is not JSON: ${error.message}`);
  }
}

/** The parsers call themselves for each level, so a file of brackets ends in a RangeError. */
function tooDeep(path: string, error: unknown): DataFile {
  if (!(error instanceof RangeError)) throw error;
  return brokenFile(path, "is nested too deeply");
}

function brokenFile(path: string, reason: string): DataFile {
  return { problem: { severity: "error", path, message: `\`${path}\` ${reason}` } };
}
