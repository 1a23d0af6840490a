import { closestMatch } from "leven";
import { isMap, isScalar, LineCounter, type Document, type Node, parseDocument } from "yaml";
import type { z } from "zod";

import { HostError } from "./host-error.ts";
import { type HostManifest, hostManifestSchema, type ParsedManifest } from "./host-manifest.ts";
import { hostManifestName } from "./host-paths.ts";
import { findOverrideFault, flattenOverrides, takenText } from "./manifest-overrides.ts";
import { plainValueOf } from "./plain-value.ts";

/**
 * Returns what the text of a `larder.yaml` means. Throws {@link HostError} with the line, the reason
 * and, for a key that nobody knows, the nearest known one.
 */
export function parseHostManifest(text: string): HostManifest {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    throw new HostError(
      placeOf(lines, syntaxError.pos[0]),
      `is not YAML: ${syntaxError.message}`,
      "Mend it there or just above, or restore the file from version control",
    );
  }

  const parsed = hostManifestSchema.safeParse(withoutEmptySections(valueOf(document)));
  if (!parsed.success) throw manifestError(parsed.error, document, lines);

  const { wants, policy, packages, packageExtensions, ...rest } = parsed.data;
  return {
    ...rest,
    // A package may be called `constructor`, which every other object has.
    packages: Object.assign(Object.create(null) as object, packages),
    wants: Object.entries(wants)
      .map(([alias, wanted]) => ({ alias, wanted, declaredIn: findPlace(document, lines, ["wants", alias]) }))
      .toSorted((left, right) => (left.alias < right.alias ? -1 : 1)),
    policy: { ...policyOf(policy), registryDefault: pickRegistryDefault(parsed.data, document, lines) },
    overrides: readOverrides(parsed.data, document, lines),
    extensions: packageExtensions,
  };
}

function valueOf(document: Document): unknown {
  return plainValueOf(() => document.toJS() as unknown, hostManifestName);
}

function policyOf({
  minimumAge,
  registryDefault: _named,
  ...policy
}: ParsedManifest["policy"]): Omit<HostManifest["policy"], "registryDefault"> {
  return { ...policy, minimumAgeMs: minimumAge };
}

function readOverrides({ overrides, wants }: ParsedManifest, document: Document, lines: LineCounter): DependencyTexts {
  const taken = new Map<string, string>();
  for (const override of flattenOverrides(overrides)) {
    const fault = taken.has(override.key) ? "is overridden twice" : findOverrideFault(override, wants);
    if (fault !== undefined) {
      const place = findPlace(document, lines, ["overrides", ...override.path]);
      throw new HostError(place, `has a bad \`overrides › ${override.key}\`: ${fault}`);
    }
    taken.set(override.key, takenText(override.taken, wants));
  }
  return Object.fromEntries(taken);
}

type DependencyTexts = { readonly [selector: string]: string };

/** A section with nothing below it, as `wants:` in a new host, counts as left out. */
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

function pickRegistryDefault(parsed: ParsedManifest, document: Document, lines: LineCounter): string {
  const aliases = Object.keys(parsed.registries);
  const named = parsed.policy.registryDefault;
  const picked = named ?? (aliases.length === 1 ? aliases[0] : undefined);
  if (picked === undefined) {
    throw new HostError(
      findPlace(document, lines, ["registries"]),
      `names ${aliases.length} registries and no default`,
      `Add \`policy: { registryDefault: ${aliases[0]} }\``,
    );
  }
  if (!aliases.includes(picked)) {
    throw new HostError(
      findPlace(document, lines, ["policy", "registryDefault"]),
      `wants \`${picked}\` as its default registry, which \`registries\` does not name`,
      `Use one of ${aliases.map((alias) => `\`${alias}\``).join(", ")}`,
    );
  }
  return picked;
}

type Path = readonly PropertyKey[];

function manifestError(error: z.ZodError, document: Document, lines: LineCounter): HostError {
  const [issue] = error.issues;
  if (issue === undefined) return new HostError(hostManifestName, "is not a host manifest");
  if (issue.code === "unrecognized_keys") return unknownKeyError(issue.keys[0] ?? "", issue.path, document, lines);
  if (issue.path.length === 0) {
    return new HostError(hostManifestName, "is not a map of sections", "Start with `registries:` and `wants:`");
  }
  const name = formatPath(issue.path);
  const missing = document.getIn(issue.path, true) === undefined;
  if (missing) return new HostError(findPlace(document, lines, issue.path), `lacks \`${name}\``, hints[name]);
  const reason = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const hint = hints[name] ?? quotesHint(issue, document);
  return new HostError(findPlace(document, lines, issue.path), `has a bad \`${name}\`: ${reason}`, hint);
}

/** YAML reads `1` and `true` as something else than text, and a version or a tag may look like that. */
function quotesHint(issue: z.core.$ZodIssue, document: Document): string | undefined {
  if (issue.code !== "invalid_type" || issue.expected !== "string") return undefined;
  const node = document.getIn(issue.path, true);
  return isScalar(node) && node.source !== undefined ? `Write it in quotes: \`"${node.source}"\`` : undefined;
}

/** What to write where a section is missing or wrong. */
const hints: { readonly [name: string]: string } = {
  registries: "Write `registries: { home: http://127.0.0.1:5273 }`",
  wants: 'Write one line a package, such as `"@acme/chat": ^1.0.0`',
};

function unknownKeyError(key: string, path: Path, document: Document, lines: LineCounter): HostError {
  const known = knownKeys[path.map((part, index) => (isFree(path, index) ? "*" : String(part))).join(".")];
  const nearest = known === undefined ? undefined : closestMatch(key, [...known], { maxDistance: 4 });
  return new HostError(
    findPlace(document, lines, [...path, key]),
    `has a key that is not known: \`${formatPath([...path, key])}\``,
    nearest === undefined ? `Known here: ${(known ?? []).join(", ")}` : `Did you mean \`${nearest}\`?`,
  );
}

/** Is the key at `index` one that the operator chooses, such as the name of a package? */
function isFree(path: Path, index: number): boolean {
  return index % 2 === 1 && (path[0] === "packages" || path[0] === "packageExtensions");
}

const knownKeys: { readonly [path: string]: readonly string[] } = {
  "": [
    "registries",
    "wants",
    "packages",
    "policy",
    "overrides",
    "packageExtensions",
    "shared",
    "rollback",
    "watch",
    "accounts",
  ],
  "packages.*": ["mode", "required", "config", "profile", "env", "grants"],
  "packageExtensions.*": ["dependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta"],
  "packageExtensions.*.peerDependenciesMeta.*": ["optional"],
  policy: [
    "minimumAge",
    "minimumAgeExempt",
    "trust",
    "deprecated",
    "block",
    "platforms",
    "node",
    "allowScripts",
    "signatures",
    "registryDefault",
  ],
  rollback: ["keep"],
  watch: ["ignore"],
  "watch.ignore": ["extensions", "names", "hidden"],
};

function formatPath(path: Path): string {
  return path.map(String).join(" › ");
}

/** Returns the place of the key at `path`, or of the nearest key above it that exists. */
function findPlace(document: Document, lines: LineCounter, path: Path): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = findOffset(document, path.slice(0, depth));
    if (offset !== undefined) return placeOf(lines, offset);
  }
  return hostManifestName;
}

function findOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = String(path.at(-1));
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    return (pair?.key as Node | undefined)?.range?.[0];
  }
  const node = document.getIn(path, true) as Node | undefined;
  return node?.range?.[0];
}

function placeOf(lines: LineCounter, offset: number): string {
  return `${hostManifestName}:${lines.linePos(offset).line}`;
}
