import { isPackageName, type PackageName } from "@larder/package-spec";
import { z } from "zod";

/** How the code of a package runs; `legacy` exists only by the operator's word. */
export type PackageMode = "trusted" | "sandboxed" | "legacy";

/** What the operator decides for one package. */
export type PackageSettings = {
  readonly mode?: PackageMode;
  /** A YAML file with its configuration, relative to the host. */
  readonly config?: string;
  /** Environment variables that the package gets: name → literal or `${VAR}`. */
  readonly env: { readonly [name: string]: string };
  /** The permissions that the operator agreed to. */
  readonly grants: readonly { readonly resource: string; readonly actions: readonly string[] }[];
};

/** One root dependency of a host. */
export type HostWant = {
  /** The name under which it is wanted; another than the package's for `npm:` wants. */
  readonly alias: string;
  /** Range, tag, git or path, as it was written. */
  readonly wanted: string;
  /** Where it stands, for messages: `larder.yaml:7`. */
  readonly origin: string;
};

/** The parsed `larder.yaml`, with what it leaves out filled in. */
export type HostManifest = {
  /** Alias → URL without a slash at its end. */
  readonly registries: { readonly [alias: string]: string };
  /** Sorted by alias. */
  readonly wants: readonly HostWant[];
  readonly packages: { readonly [name: string]: PackageSettings };
  readonly policy: {
    /** How old a version must be, in milliseconds; 0 asks nothing. */
    readonly minimumAgeMs: number;
    /** Packages whose install scripts may run. */
    readonly allowScripts: readonly PackageName[];
    /** The alias of the registry that names come from. */
    readonly registryDefault: string;
  };
  readonly overrides: { readonly [name: string]: string };
  /** Libraries that the host wants once. */
  readonly shared: readonly PackageName[];
  readonly rollback: {
    /** How many generations stay beside the current one. */
    readonly keep: number;
  };
};

const packageName = z.custom<PackageName>((value) => typeof value === "string" && isPackageName(value), {
  error: (issue) => `\`${String(issue.input)}\` is not a package name`,
});

const registryUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/]/.test(text) && URL.canParse(text), "must be an http or https URL")
  .refine((text) => !hasCredentials(text), "must not hold a name or a password: `larder login` keeps those in `.npmrc`")
  .transform((text) => text.replace(/\/+$/, ""));

function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== "" || password !== "";
}

const alias = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be a lower-case word");

const agePattern = /^(\d+)(m|h|d|w)$/;
const unitMs: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const age = z
  .union([z.literal(0), z.string().regex(agePattern)], "must be a time such as `12h`, `3d` or `2w`")
  .transform((text) => {
    const [, count = "0", unit = "m"] = agePattern.exec(String(text)) ?? [];
    return Number(count) * (unitMs[unit] ?? 0);
  });

const packageSettings = z.strictObject({
  mode: z.enum(["trusted", "sandboxed", "legacy"]).exactOptional(),
  config: z.string().min(1).exactOptional(),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "is not the name of a variable"), z.coerce.string()).default({}),
  grants: z.array(z.strictObject({ resource: z.string().min(1), actions: z.array(z.string()).min(1) })).default([]),
});

/** The shape of `larder.yaml`. */
export const hostManifestSchema: z.ZodType<ParsedManifest> = z.strictObject({
  registries: z
    .record(alias, registryUrl)
    .refine((registries) => Object.keys(registries).length > 0, "names no registry"),
  wants: z.record(packageName, z.string().min(1)).default({}),
  packages: z.record(packageName, packageSettings).default({}),
  policy: z
    .strictObject({
      minimumAge: age.default(0),
      allowScripts: z.array(packageName).default([]),
      registryDefault: alias.exactOptional(),
    })
    .prefault({}),
  overrides: z.record(z.string(), z.string()).default({}),
  shared: z.array(packageName).default([]),
  rollback: z.strictObject({ keep: z.int().min(0).max(100).default(5) }).prefault({}),
});

/** What the schema reads; {@link HostManifest} adds lines and the default registry. */
export type ParsedManifest = {
  readonly registries: { readonly [alias: string]: string };
  readonly wants: { readonly [alias: string]: string };
  readonly packages: { readonly [name: string]: PackageSettings };
  readonly policy: {
    readonly minimumAge: number;
    readonly allowScripts: readonly PackageName[];
    readonly registryDefault?: string;
  };
  readonly overrides: { readonly [name: string]: string };
  readonly shared: readonly PackageName[];
  readonly rollback: { readonly keep: number };
};
