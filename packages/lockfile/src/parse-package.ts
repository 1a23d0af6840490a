import { isSignature, type Signature } from "@larder/packument";
import {
  isImportName,
  isIntegrity,
  isPackageName,
  isVersion,
  type PackageName,
  type Version,
} from "@larder/package-spec";
import type { Edge, NodeId, NodeSource, ResolvedNode } from "@larder/resolver";

import { isTextRecord, isTexts, parseRecord } from "./json.ts";
import { LockfileError } from "./lockfile-error.ts";

type Check = (value: unknown) => boolean;
type Facts = Omit<ResolvedNode, "id" | "name" | "version" | "source" | "edges" | "signatures">;
type SourceFacts = { readonly [key in "registry" | "tarballPath" | "git" | "directory" | "path" | "tarball"]?: string };

const isText: Check = (value) => typeof value === "string";
const isTrue: Check = (value) => value === true;

/** `<repository>#<commit>` */
const gitPattern = /^(\S+)#([0-9a-f]{40,64})$/;

/** What a package's line may say, besides its edges. */
const facts: { readonly [key in keyof (Facts & SourceFacts)]-?: Check } = {
  registry: isText,
  tarballPath: isText,
  git: (value) => typeof value === "string" && gitPattern.test(value),
  directory: isText,
  path: isText,
  tarball: isText,
  integrity: (value) => typeof value === "string" && isIntegrity(value),
  kind: (value) => value === "singleton" || value === "library",
  engines: isTextRecord,
  os: isTexts,
  cpu: isTexts,
  libc: isTexts,
  hasBin: isTrue,
  hasInstallScript: isTrue,
  bundled: isTexts,
  deprecated: isText,
};

const required = ["integrity", "kind"];
const edgeKinds: ReadonlySet<unknown> = new Set(["prod", "optional", "peer", "optional-peer", "requires"]);

/** Returns the package of one line. Throws {@link LockfileError}. `skipsUnknown` is for revisions that say more than this one knows. */
export function parsePackage(line: string, number: number, skipsUnknown: boolean): ResolvedNode {
  const match = /^package (\S+) (\{.*\})$/s.exec(line);
  const payload = parseRecord(match?.[2]);
  if (!match?.[1] || !payload) throw new LockfileError(number, "should read `package <id> {…}`: its JSON is broken");
  const id = match[1] as NodeId;
  const { edges, signatures, ...rest } = payload;
  return {
    id,
    ...parseId(id, number),
    ...parseFacts(rest, { id, number, skipsUnknown }),
    edges: parseEdges(edges, id, number),
    ...(signatures !== undefined && { signatures: parseSignatures(signatures, id, number) }),
  };
}

function parseFacts(
  given: { readonly [fact: string]: unknown },
  { id, number, skipsUnknown }: { readonly id: NodeId; readonly number: number; readonly skipsUnknown: boolean },
): Facts & Pick<ResolvedNode, "source"> {
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const check = Object.hasOwn(facts, key) ? facts[key as keyof typeof facts] : undefined;
    if (check?.(value)) known[key] = value;
    else if (check) throw new LockfileError(number, `gives \`${id}\` a \`${key}\` that cannot be one`);
    else if (!skipsUnknown) throw new LockfileError(number, `gives \`${id}\` the unknown fact \`${key.slice(0, 40)}\``);
  }
  const missing = required.find((key) => !(key in known));
  if (missing) throw new LockfileError(number, `gives \`${id}\` no \`${missing}\``);
  const { registry, tarballPath, git, directory, path, tarball, ...rest } = known as Facts & SourceFacts;
  const source = parseSource({ ...pickTexts({ registry, tarballPath, git, directory, path, tarball }) });
  if (!source) throw new LockfileError(number, `does not say of \`${id}\` where it comes from, in one way`);
  return { ...rest, source };
}

function pickTexts(texts: { readonly [key in keyof SourceFacts]: string | undefined }): SourceFacts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

type SourceKind = NodeSource["type"];

/** What a source may say besides its place. */
const sourceExtras: { readonly [kind in SourceKind]: string | undefined } = {
  registry: "tarballPath",
  git: "directory",
  path: undefined,
  tarball: undefined,
};

/** Returns the source that `facts` tell; `undefined` for none, and for more than one. */
function parseSource({ tarballPath, directory, ...places }: SourceFacts): NodeSource | undefined {
  const [place, ...others] = Object.entries(places) as [SourceKind, string][];
  if (place === undefined || others.length > 0) return undefined;
  const extras = pickTexts({ tarballPath, directory });
  const [kind, text] = place;
  if (Object.keys(extras).some((extra) => extra !== sourceExtras[kind])) return undefined;
  return sourceOf(kind, text, extras);
}

function sourceOf(kind: SourceKind, text: string, extras: SourceFacts): NodeSource | undefined {
  switch (kind) {
    case "registry":
      return { type: kind, registry: text, ...extras };
    case "git":
      return gitSource(text, extras);
    case "path":
      return { type: kind, path: text };
    case "tarball":
      return { type: kind, url: text };
  }
}

function gitSource(text: string, extras: SourceFacts): NodeSource | undefined {
  const [, repository, commit] = gitPattern.exec(text) ?? [];
  if (repository === undefined || commit === undefined) return undefined;
  return { type: "git", repository, commit, ...extras };
}

function parseId(id: NodeId, number: number): { name: PackageName; version: Version } {
  const [plain = ""] = id.split(/[[(]/, 1);
  const at = plain.lastIndexOf("@");
  const name = plain.slice(0, at);
  const version = plain.slice(at + 1);
  if (at < 1 || !isPackageName(name) || !isVersion(version)) {
    throw new LockfileError(number, `has the id \`${id}\`, which is not \`name@version\``);
  }
  return { name, version };
}

function parseEdges(edges: unknown, id: NodeId, number: number): Edge[] {
  if (edges === undefined) return [];
  if (!Array.isArray(edges)) throw new LockfileError(number, `gives \`${id}\` edges that are no list`);
  return edges.map((row: unknown) => {
    if (!isEdgeRow(row)) throw new LockfileError(number, `gives \`${id}\` an edge that cannot be one`);
    const [alias, kind, wanted, to] = row;
    if (!isImportName(alias) && !alias.startsWith("capability:")) {
      throw new LockfileError(number, `gives \`${id}\` the dependency \`${alias}\`, which is no name to import`);
    }
    return { kind, alias, wanted, to };
  });
}

function parseSignatures(rows: unknown, id: NodeId, number: number): readonly Signature[] {
  const signatures = Array.isArray(rows)
    ? rows.map((row: unknown) =>
        Array.isArray(row) && row.length === 2 ? { keyid: row[0] as unknown, sig: row[1] as unknown } : {},
      )
    : [];
  if (signatures.length > 0 && signatures.every(isSignature)) return signatures;
  throw new LockfileError(number, `gives \`${id}\` a signature that cannot be one`);
}

function isEdgeRow(row: unknown): row is [string, Edge["kind"], string, Edge["to"]] {
  return Array.isArray(row) && row.length === 4 && row.every(isText) && edgeKinds.has(row[1]);
}
