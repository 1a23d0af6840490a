import type { ComponentKind } from "../component.ts";
import { readDataFile } from "../reading/data-file.ts";
import { describedBy } from "../reading/description.ts";
import { findNameProblem } from "./component-name.ts";
import { type DiscoveryContext, listComponentFiles } from "./discovery-context.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import type { PackageFile } from "./package-files.ts";

const dataExtensions = new Set([".json", ".yaml", ".yml", ".toml"]);

/** Finds the schemas of the package itself: `schemas/**`, named by their relative path without extension. */
export function discoverSchemas(context: DiscoveryContext): Found {
  const files = listComponentFiles(context, "schemas");
  return joinFound(files.map((file) => discoverSchema(context, file, [...file.folders, file.stem], "/")));
}

/** Returns the schema in `file`, named by `parts`; it must be an object, or `true` or `false`, as JSON Schema says. */
export function discoverSchema(
  context: DiscoveryContext,
  file: PackageFile,
  parts: readonly string[],
  separator = ".",
): Found {
  if (!dataExtensions.has(file.extension)) return nothingFound;
  const data = readDataFile(context.tree, file.path);
  if ("problem" in data) return { ...nothingFound, problems: [data.problem] };
  const { value } = data;
  if (typeof value === "boolean" || isRecord(value)) return named("schema", file, parts, separator, value);
  const message = `\`${file.path}\` does not hold a schema, which is an object, or \`true\` or \`false\``;
  return { ...nothingFound, problems: [{ severity: "error", path: file.path, message }] };
}

/** Finds declarative flows: `recipes/**`, named by their relative path without extension. */
export function discoverRecipes(context: DiscoveryContext): Found {
  const files = listComponentFiles(context, "recipes").filter(({ extension }) => dataExtensions.has(extension));
  return joinFound(files.map((file) => readAndName(context, "recipe", file, [...file.folders, file.stem])));
}

/** Finds templates: `templates/**`, of any extension, named by their relative path without it. */
export function discoverTemplates(context: DiscoveryContext): Found {
  const files = listComponentFiles(context, "templates");
  return joinFound(files.map((file) => named("template", file, [...file.folders, file.stem], "/", undefined)));
}

/** Finds prompt themes: `themes/*.toml`. */
export function discoverThemes(context: DiscoveryContext): Found {
  return discoverToml(context, "themes", "theme");
}

/** Finds shell completions: `completions/*.toml`, named by their command. */
export function discoverCompletions(context: DiscoveryContext): Found {
  return discoverToml(context, "completions", "completion");
}

function discoverToml(context: DiscoveryContext, folder: string, kind: "theme" | "completion"): Found {
  const files = listComponentFiles(context, folder).filter(
    ({ folders, extension }) => folders.length === 0 && extension === ".toml",
  );
  return joinFound(files.map((file) => readAndName(context, kind, file, [file.stem])));
}

function readAndName(
  context: DiscoveryContext,
  kind: ComponentKind,
  file: PackageFile,
  parts: readonly string[],
): Found {
  const data = readDataFile(context.tree, file.path);
  if ("problem" in data) return { ...nothingFound, problems: [data.problem] };
  return named(kind, file, parts, "/", kind === "completion" ? completionOf(data.value, file.stem) : data.value);
}

/** A completion's description stands in the table of its command: `[completions.git] description`. */
function completionOf(value: unknown, command: string): unknown {
  const table = isRecord(value) ? value["completions"] : undefined;
  return isRecord(table) ? table[command] : undefined;
}

function named(
  kind: ComponentKind,
  file: PackageFile,
  parts: readonly string[],
  separator: string,
  value: unknown,
): Found {
  const problem = findNameProblem(kind, parts, file.path);
  if (problem !== undefined) return { ...nothingFound, problems: [problem] };
  const described = isRecord(value)
    ? describedBy({ title: value["title"] ?? value["name"], description: value["description"] })
    : {};
  const component = { kind, name: parts.join(separator), path: file.path, ...described, status: "ok" } as const;
  return { components: [component], problems: [] };
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
