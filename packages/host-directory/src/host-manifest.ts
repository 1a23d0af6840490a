import type { PackageName } from "@larder/package-spec";
import type { PackageExtension, ResolvePolicy } from "@larder/resolver";
import { z } from "zod";

import type { WrittenConfiguration } from "./configuration-text.ts";
import type { Grant } from "./grants.ts";
import { accountsSchema, type HostAccountsManifest } from "./manifest-accounts.ts";
import { packageName, packageExtensionsSchema } from "./manifest-selectors.ts";
import { type NestedOverrides, overridesSchema } from "./manifest-overrides.ts";
import { type ParsedPolicy, policySchema } from "./manifest-policy.ts";
import { wantedText } from "./manifest-wants.ts";

/** How the code of a package runs; `legacy` exists only by the operator's word. */
export type PackageMode = "trusted" | "sandboxed" | "legacy";

/** What the operator decides for one package. */
export type PackageSettings = {
  readonly mode?: PackageMode;
  /** Is it always run? Then it cannot be stopped, disabled or removed while the host runs. */
  readonly required?: boolean;
  /** Its configuration, or a YAML file with it, relative to the host. */
  readonly config?: string | WrittenConfiguration;
  /** Which of its own profiles its configuration starts from; the host's when left out. */
  readonly profile?: string;
  /** Environment variables that the package gets: name → literal or `${VAR}`. */
  readonly env: { readonly [name: string]: string };
  /** The permissions that the operator agreed to. */
  readonly grants: readonly Grant[];
};

/** One root dependency of a host. */
export type HostWant = {
  /** The name under which it is wanted; another than the package's for `npm:` wants. */
  readonly alias: string;
  /** Range, tag, git or path, as it was written. */
  readonly wanted: string;
  /** Where it stands, for messages: `larder.yaml:7`. */
  readonly declaredIn: string;
};

/**
 * What is done with the signatures of registries. One that is wrong, or made with a key that the host has not agreed to,
 * is refused unless they are `off`; `require` refuses also what has none that can be checked.
 */
export type SignaturePolicy = "off" | "warn" | "require";

/** What the operator asks of every package, and of this host alone. */
export type HostPolicy = ResolvePolicy & {
  /** Packages whose install scripts may run. */
  readonly allowScripts: readonly PackageName[];
  readonly signatures: SignaturePolicy;
  /** The alias of the registry that names come from. */
  readonly registryDefault: string;
};

/** The parsed `larder.yaml`, with what it leaves out filled in. */
export type HostManifest = {
  /** Alias → URL without a slash at its end. */
  readonly registries: { readonly [alias: string]: string };
  /** Sorted by alias. */
  readonly wants: readonly HostWant[];
  readonly packages: { readonly [name: string]: PackageSettings };
  readonly policy: HostPolicy;
  /** `name` or `parent>name` → what is taken instead of what packages ask for; a parent may have a range. */
  readonly overrides: { readonly [selector: string]: string };
  /** `name` or `name@range` → what is added to what such packages say of themselves. */
  readonly extensions: { readonly [selector: string]: PackageExtension };
  /** Libraries that the host wants once. */
  readonly shared: readonly PackageName[];
  readonly rollback: {
    /** How many generations stay beside the current one. */
    readonly keep: number;
  };
  /** What `larder start --watch` does not look at; each list takes the place of the one that it has by itself. */
  readonly watch?: { readonly ignore?: WatchIgnore };
  /** Who may ask the host; left out where nothing is said about it. */
  readonly accounts?: HostAccountsManifest;
};

/** What a watch does not look at. */
export type WatchIgnore = {
  /** Of files, with their dot. */
  readonly extensions?: readonly string[];
  /** Of files and of folders. */
  readonly names?: readonly string[];
  /** Those whose names begin with a dot. */
  readonly hidden?: boolean;
};

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

const packageSettings = z.strictObject({
  mode: z.enum(["trusted", "sandboxed", "legacy"]).exactOptional(),
  required: z.boolean().exactOptional(),
  config: z
    .union([z.string().min(1), z.record(z.string(), z.json())], "must be a map of settings, or the name of a file")
    .exactOptional(),
  profile: z.string().min(1).exactOptional(),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "is not the name of a variable"), z.coerce.string()).default({}),
  grants: z.array(z.strictObject({ resource: z.string().min(1), actions: z.array(z.string()).min(1) })).default([]),
});

const watchIgnore = z.strictObject({
  extensions: z.array(z.string().regex(/^\.[^/]+$/, "must begin with a dot, as in `.log`")).exactOptional(),
  names: z.array(z.string().regex(/^[^/]+$/, "must be the name of a file or a folder, without a path")).exactOptional(),
  hidden: z.boolean().exactOptional(),
});

/** The shape of `larder.yaml`. */
export const hostManifestSchema: z.ZodType<ParsedManifest> = z.strictObject({
  registries: z
    .record(alias, registryUrl)
    .refine((registries) => Object.keys(registries).length > 0, "names no registry"),
  wants: z.record(packageName, wantedText).default({}),
  packages: z.record(packageName, packageSettings).default({}),
  policy: policySchema.prefault({}),
  overrides: overridesSchema.default({}),
  packageExtensions: packageExtensionsSchema.default({}),
  shared: z.array(packageName).default([]),
  rollback: z.strictObject({ keep: z.int().min(0).max(100).default(5) }).prefault({}),
  watch: z.strictObject({ ignore: watchIgnore.exactOptional() }).exactOptional(),
  accounts: accountsSchema.exactOptional(),
});

/** What the schema reads; {@link HostManifest} adds lines and the default registry. */
export type ParsedManifest = {
  readonly registries: { readonly [alias: string]: string };
  readonly wants: { readonly [alias: string]: string };
  readonly packages: { readonly [name: string]: PackageSettings };
  readonly policy: ParsedPolicy;
  readonly overrides: NestedOverrides;
  readonly packageExtensions: { readonly [selector: string]: PackageExtension };
  readonly shared: readonly PackageName[];
  readonly rollback: { readonly keep: number };
  readonly watch?: { readonly ignore?: WatchIgnore };
  readonly accounts?: HostAccountsManifest;
};
