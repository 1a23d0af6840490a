import type { Json } from "@larder/packument";
import type { z } from "zod";

import type { Problem } from "../component.ts";
import { type LarderManifest, larderManifestSchema } from "./larder-manifest.ts";
import { normaliseManifest } from "./normalise-manifest.ts";
import { isJsonObject } from "./read-package-json.ts";

type Issue = z.core.$ZodIssue;

/** What became of a `larder` key: `manifest` is missing when a problem is an error. */
export type ParsedLarderManifest = {
  readonly manifest: LarderManifest | undefined;
  readonly problems: readonly Problem[];
};

/**
 * Reads the `larder` key of a `package.json`. Never throws: what is wrong comes back as problems that name the field.
 *
 * A key that nobody knows is a warning, since a newer Larder may know it, and beside the known ones it goes to `extra`,
 * where the package finds it; inside a permission it is an error, since a mistyped rule would grant something else
 * than its author meant.
 */
export function parseLarderManifest(value: Json): ParsedLarderManifest {
  const normal = normaliseManifest(value);
  const { manifest, problems } = parseNormal(normal.value);
  return { manifest, problems: [...problems, ...normal.problems] };
}

function parseNormal(value: Json): ParsedLarderManifest {
  const first = larderManifestSchema.safeParse(value);
  if (first.success) return { manifest: first.data, problems: [] };

  const unknown = first.error.issues.filter(isHarmlessUnknownKey);
  const problems = unknown.flatMap(warningsOf);
  if (unknown.length < first.error.issues.length) {
    const errors = first.error.issues.filter((issue) => !isHarmlessUnknownKey(issue)).map(errorOf);
    return { manifest: undefined, problems: [...errors, ...problems] };
  }

  const known = unknown.reduce((rest, issue) => withoutKeys(rest, issue.path, new Set(issue.keys)), value);
  const again = parseNormal(withExtra(known, value, unknown));
  return { manifest: again.manifest, problems: [...again.problems, ...problems] };
}

function isHarmlessUnknownKey(issue: Issue): issue is z.core.$ZodIssueUnrecognizedKeys {
  return issue.code === "unrecognized_keys" && issue.path[0] !== "permissions";
}

function warningsOf(issue: z.core.$ZodIssueUnrecognizedKeys): readonly Problem[] {
  return issue.keys.map((key) => ({
    severity: "warning",
    path: "package.json",
    message: `\`${formatField([...issue.path, key])}\` is not a field that Larder knows`,
    hint:
      issue.path.length === 0
        ? "The package finds it in its configuration: check its spelling"
        : "It is ignored: check its spelling",
  }));
}

/** Keys that nobody knows are the package's own, beside those that it put there itself. */
function withExtra(known: Json, value: Json, unknown: readonly z.core.$ZodIssueUnrecognizedKeys[]): Json {
  const keys = unknown.filter(({ path }) => path.length === 0).flatMap(({ keys: names }) => names);
  if (keys.length === 0 || !isJsonObject(known) || !isJsonObject(value)) return known;
  const { extra = {} } = known;
  if (!isJsonObject(extra)) return known;
  const moved = Object.fromEntries(keys.map((key) => [key, value[key] ?? null]));
  return { ...known, extra: { ...moved, ...extra } };
}

function errorOf(issue: Issue): Problem {
  return {
    severity: "error",
    path: "package.json",
    message: `\`${formatField(issue.path)}\` is invalid: ${reasonOf(issue)}`,
  };
}

/** A union says only "Invalid input"; the reason is that of the branch which fitted furthest. */
function reasonOf(issue: Issue): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_union") return issue.message;
  const [furthest] = issue.errors
    .flatMap(([first]) => (first === undefined ? [] : [first]))
    .toSorted((left, right) => right.path.length - left.path.length);
  if (furthest === undefined) return issue.message;
  const field = furthest.path.length === 0 ? "" : `\`${furthest.path.join(".")}\`: `;
  return `${field}${reasonOf(furthest)}`;
}

/** Returns the field as an author would write it: `larder.requires["@acme/chat"]`. */
function formatField(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    return /^[\w$]+$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "larder");
}

function withoutKeys(value: Json, path: readonly PropertyKey[], keys: ReadonlySet<string>): Json {
  const [step, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? withoutKeys(item, rest, keys) : item));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  if (step === undefined) return Object.fromEntries(entries.filter(([key]) => !keys.has(key)));
  return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? withoutKeys(item, rest, keys) : item]));
}
