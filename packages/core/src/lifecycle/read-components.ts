import type { Plugin, Tokens } from "@larder/sdk";
import type { Component } from "@larder/package-contents";

import { importModule } from "./import-module.ts";
import { PluginFailedError } from "./lifecycle-errors.ts";
import { type PackageCode, toAction, type WrittenAction, type WrittenPlugin } from "./package-code.ts";
import { planStart } from "./plan-start.ts";
import { readModule } from "./read-module.ts";

/** The files of a package, and which of them are its components. */
export type PackageFiles = {
  readonly name: string;
  /** Absolute, without symbolic links: modules resolve from there. */
  readonly directory: string;
  readonly components: readonly Component[];
  /** Does each call of a class get an instance of its own? One for all calls when left out. */
  readonly instancePerCall?: boolean | undefined;
};

/** Returns what the module of a component exports. */
export type ImportComponent = (component: Component) => Promise<{ readonly [name: string]: unknown }>;

/**
 * Reads what every module of `pkg` exports; `importComponent` gets it from where the code runs, which is
 * this process when it is left out. Throws {@link PluginFailedError}, naming the component.
 */
export async function readPackageCode(
  { name, directory, components, instancePerCall = false }: PackageFiles,
  importComponent: ImportComponent = ({ path }) => importModule(directory, path),
): Promise<PackageCode> {
  const pkg = { name, importComponent, instancePerCall };
  const usable = components.filter((component) => component.status === "ok");
  const plugins = await Promise.all(
    usable
      .filter(({ kind }) => kind === "plugin" || kind === "service")
      .map(async (component) => await readPlugin(pkg, component)),
  );
  const actions = await Promise.all(
    usable.flatMap((component) => (isActionKind(component.kind) ? [readActions(pkg, component, component.kind)] : [])),
  );
  return { plugins: sortPlugins(plugins), actions: actions.flat() };
}

type ReadPackage = {
  readonly name: string;
  readonly importComponent: ImportComponent;
  readonly instancePerCall: boolean;
};

type FileKind = "link" | "function" | "actor";

function isActionKind(kind: string): kind is FileKind {
  return kind === "link" || kind === "function" || kind === "actor";
}

async function readPlugin(pkg: ReadPackage, component: Component): Promise<WrittenPlugin> {
  const exported = await importOf(pkg, component);
  const plugin = exported["default"];
  if (!isPlugin(plugin)) {
    const wanted =
      component.kind === "service"
        ? "a `job` and its `interval`"
        : "what `definePlugin` returns, or an object with `handle`, as its default";
    const cause = new TypeError(`\`${component.path}\` must export ${wanted}`);
    throw new PluginFailedError({ packageName: pkg.name, plugin: component.name, phase: "definition", cause });
  }
  return { name: component.name, plugin };
}

async function readActions(pkg: ReadPackage, component: Component, kind: FileKind): Promise<readonly WrittenAction[]> {
  const exported = await importOf(pkg, component);
  const [owner, operation] = ownerOf(pkg, component);
  const written = writtenIn(kind, operation, exported);
  return written.map(([name, value]) => {
    const action = toAction(value);
    if (action === undefined) {
      const cause = new TypeError(`\`${component.path}\` must export a function, or what \`defineAction\` returns`);
      throw new PluginFailedError({ packageName: pkg.name, plugin: component.name, phase: "definition", cause });
    }
    return { kind: kind === "actor" ? "method" : kind, owner, operation: name, ...action };
  });
}

/** One file may hold all functions of a domain, or all links of a plugin: by name, and a default one. */
function writtenIn(
  kind: FileKind,
  operation: string,
  exported: { readonly [name: string]: unknown },
): readonly (readonly [string, unknown])[] {
  if (kind === "actor") return methodsOf(exported);
  const { default: only, ...named } = exported;
  if (operation !== "*") return [[operation, only]];
  return [...(toAction(only) === undefined ? [] : [["default", only] as const]), ...methodsOf(named)];
}

/** `metrics.summarise` is `summarise` of `metrics`; a file without an owner belongs to its package, an actor to itself. */
function ownerOf(pkg: ReadPackage, component: Component): readonly [owner: string, operation: string] {
  const [first = "", ...rest] = component.name.split(".");
  if (component.kind === "actor") return [component.name, ""];
  if (rest.length === 0) return [pkg.name.slice(pkg.name.indexOf("/") + 1), first];
  return [first, rest.join(".")];
}

/** The methods of an actor: its named exports, and the entries of its default export. `_private` ones are none. */
function methodsOf(exported: { readonly [name: string]: unknown }): readonly (readonly [string, unknown])[] {
  const { default: collected, ...named } = exported;
  const all = { ...(typeof collected === "object" ? collected : {}), ...named };
  return Object.entries(all).filter(([name, value]) => !name.startsWith("_") && toAction(value) !== undefined);
}

async function importOf(pkg: ReadPackage, component: Component): Promise<{ readonly [name: string]: unknown }> {
  try {
    // What comes out of a sandbox was read there, and is the same once it is read again.
    const { kind, name } = component;
    const subject = { kind, name, instancePerCall: pkg.instancePerCall };
    return readModule(subject, await pkg.importComponent(component));
  } catch (cause) {
    throw new PluginFailedError({ packageName: pkg.name, plugin: component.name, phase: "import", cause });
  }
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && "larder" in value && value.larder === "plugin";
}

/** Plugins that need each other's services keep their order by name; the one that starts first says what it misses. */
function sortPlugins(plugins: readonly WrittenPlugin[]): readonly WrittenPlugin[] {
  const nodes = plugins.map(({ name, plugin }) => {
    const needed = new Set(idsOf(plugin.needs));
    const providers = plugins.filter((other) => idsOf(other.plugin.provides).some((id) => needed.has(id)));
    return { name, after: providers.map((provider) => provider.name).filter((provider) => provider !== name) };
  });
  const { waves, stuck } = planStart(nodes);
  const order = [...waves.flat(), ...stuck];
  return plugins.toSorted((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
}

function idsOf(tokens: Tokens): readonly string[] {
  return Object.values(tokens).map((token) => token.id);
}
