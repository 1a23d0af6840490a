import { apiVersion, hostOwners } from "@larder/sdk";

import { UsageError } from "../errors.ts";
import { type NewName, slugOf } from "./slug.ts";

/** What can be asked for; each is a folder of templates. */
export const partKinds = ["plugin", "domain", "actor", "service", "model", "flow", "theme", "completion"] as const;

export type PartKind = (typeof partKinds)[number];

/** One thing that a new package will have. */
export type Part = { readonly kind: PartKind; readonly name: string };

/** What a new package is made of. */
export type PackagePlan = {
  readonly identity: NewName;
  readonly parts: readonly Part[];
  readonly language: "javascript" | "typescript";
};

type PartFacts = {
  /** The kind of component that a host finds. */
  readonly component: string;
  readonly folder: string;
  readonly hasCode: boolean;
};

const facts: { readonly [Kind in PartKind]: PartFacts } = {
  plugin: { component: "plugin", folder: "plugins", hasCode: true },
  domain: { component: "domain", folder: "domains", hasCode: true },
  actor: { component: "actor", folder: "actors", hasCode: true },
  service: { component: "service", folder: "services", hasCode: true },
  model: { component: "model", folder: "models", hasCode: false },
  flow: { component: "recipe", folder: "recipes", hasCode: false },
  theme: { component: "theme", folder: "themes", hasCode: false },
  completion: { component: "completion", folder: "completions", hasCode: false },
};

/** What the command line says of each kind: names with commas between them. */
export type WantedParts = { readonly [Kind in PartKind]?: string | undefined };

/** Returns the parts that are asked for; one plugin, called like the package, when none is. Throws {@link UsageError} for a name that is there twice, or is the host's. */
export function planParts(wanted: WantedParts, bare: string): readonly Part[] {
  const parts = partKinds.flatMap((kind) =>
    (wanted[kind] ?? "")
      .split(",")
      .filter((text) => text.trim() !== "")
      .map((text) => ({ kind, name: slugOf(text).name })),
  );
  if (parts.length === 0) parts.push({ kind: "plugin", name: bare });
  const seen = new Set<string>();
  for (const { kind, name } of parts) {
    assertOwnName(kind, name);
    const heard = `${kind} ${name.replaceAll("-", "_")}`;
    if (seen.has(heard)) throw new UsageError(`The ${kind} \`${name}\` is asked for twice`);
    seen.add(heard);
  }
  return parts;
}

/** Events of plugins and domains begin with their names. */
function assertOwnName(kind: PartKind, name: string): void {
  if ((kind !== "plugin" && kind !== "domain") || !hostOwners.has(name)) return;
  throw new UsageError(`No ${kind} can be called \`${name}\`: events and actions of that name are the host's own`, {
    hint: `Name another one with \`--${kind}\``,
  });
}

/** Does the package hold code that a host runs? */
export function hasCode({ parts }: PackagePlan): boolean {
  return parts.some(({ kind }) => facts[kind].hasCode);
}

/** Returns the folders that code of the package lies in, sorted. */
export function listCodeFolders({ parts }: PackagePlan): readonly string[] {
  const folders = parts.filter(({ kind }) => facts[kind].hasCode).map(({ kind }) => facts[kind].folder);
  return [...new Set(folders)].toSorted();
}

/** Returns the components that a host will find, as `plugin notes`. */
export function listComponents({ parts }: PackagePlan): readonly string[] {
  return parts.map(({ kind, name }) => `${facts[kind].component} ${name}`);
}

/** Returns what the package's own page says of parts that are kept, and that no host uses yet; empty without them. */
export function remarksOn({ parts }: PackagePlan): string {
  const remarks = [
    ...(parts.some(({ kind }) => kind === "model")
      ? ["The models in `models/` are data: a host lists them (`larder list`), and keeps no records by them yet."]
      : []),
    ...(parts.some(({ kind }) => kind === "flow")
      ? ["The flows in `recipes/` are data: a host lists them (`larder list`), and does not run them yet."]
      : []),
  ];
  return remarks.map((remark) => `\n${remark}\n`).join("");
}

/** Returns how a person calls what is new, once a host runs it. */
export function exampleCall({ identity, parts }: PackagePlan): string {
  const input = `'{"name":"Ada"}'`;
  const nameOf = (wanted: PartKind): string | undefined => parts.find(({ kind }) => kind === wanted)?.name;
  const [plugin, domain, actor] = [nameOf("plugin"), nameOf("domain"), nameOf("actor")];
  if (plugin !== undefined) return `larder call ${plugin}.hello ${input}`;
  if (domain !== undefined) return `larder call ${domain}.greet ${input}`;
  if (actor !== undefined) return `larder call ${addressOf(identity)}/actors/${actor}/greet ${input}`;
  return "larder list";
}

/** Returns the first part of the package's own URLs: `acme/notes`; a package without a scope is in `local`. */
export function addressOf({ name }: NewName): string {
  return name.startsWith("@") ? name.slice(1) : `local/${name}`;
}

/** Returns the `package.json` of the new package. */
export function packageJsonOf(plan: PackagePlan): { readonly [field: string]: unknown } {
  const { identity, parts, language } = plan;
  const folders = [...new Set(parts.map(({ kind }) => facts[kind].folder))].toSorted();
  const isCode = hasCode(plan);
  const builds = isCode && language === "typescript";
  const provided = `^${apiVersion}`;
  return {
    name: identity.name,
    version: "0.1.0",
    description: `${identity.title}, a package for Larder hosts`,
    keywords: ["larder"],
    files: [...folders, ...(builds ? ["!**/*.ts"] : [])],
    type: "module",
    scripts: {
      test: "node --test",
      ...(isCode && { types: "tsc" }),
      ...(builds && { build: "tsc -p tsconfig.build.json", prepack: "npm run build" }),
    },
    ...(isCode && {
      peerDependencies: { "@larder/sdk": provided },
      peerDependenciesMeta: { "@larder/sdk": { optional: true } },
      devDependencies: { typescript: "^7.0.2" },
    }),
    engines: { larder: provided, node: ">=24" },
    larder: { title: identity.title, ...(isCode && { permissions: [] }) },
  };
}
