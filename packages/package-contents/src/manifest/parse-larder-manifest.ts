import type { Json } from "@larder/packument";
import type { z } from "zod";

import type { Problem } from "../component.ts";
import { type LarderManifest, larderManifestSchema } from "./larder-manifest.ts";

type Issue = z.core.$ZodIssue;

/** What became of a `larder` key: `manifest` is missing when a problem is an error. */
export type ParsedLarderManifest = {
  readonly manifest: LarderManifest | undefined;
  readonly problems: readonly Problem[];
};

/**
 * Reads the `larder` key of a `package.json`. Never throws: what is wrong comes back as problems that name the field.
 *
 * A key that nobody knows is a warning, since a newer Larder may know it; inside a permission it
 * is an error, since a mistyped rule would grant something else than its author meant.
 */
export function parseLarderManifest(value: Json): ParsedLarderManifest {
  const first = larderManifestSchema.safeParse(value);
  if (first.success) return { manifest: first.data, problems: [] };

  const unknown = first.error.issues.filter(isHarmlessUnknownKey);
  const problems = unknown.flatMap(warningsOf);
  if (unknown.length < first.error.issues.length) {
    const errors = first.error.issues.filter((issue) => !isHarmlessUnknownKey(issue)).map(errorOf);
    return { manifest: undefined, problems: [...errors, ...problems] };
  }

  const known = unknown.reduce((rest, issue) => withoutKeys(rest, issue.path, new Set(issue.keys)), value);
  const again = parseLarderManifest(known);
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
    hint: "It is ignored: check its spelling",
  }));
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
