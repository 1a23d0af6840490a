import { DoorError } from "./door-error.ts";
import type { PackageStatus } from "./host-status.ts";

/** What those who look after a host can do with its packages. None of them throws for what a package does. */
export type PackageControl = {
  readonly list: () => readonly PackageStatus[];
  readonly start: (name: string) => Promise<void>;
  readonly stop: (name: string) => Promise<void>;
  readonly reload: (name: string) => Promise<void>;
};

/** What may be done with the package of a plugin. */
export type ControlVerb = "load" | "reload" | "unload";

/** What became of a package. */
export type ControlOutcome = { readonly plugin: string; readonly package: string; readonly actual: string };

const wanted: { readonly [Verb in ControlVerb]: readonly string[] } = {
  load: ["started"],
  reload: ["started"],
  unload: ["stopped", "installed", "fetched"],
};

/**
 * Does `verb` with the package that `plugin` names, or whose plugin it is, and returns what became of it.
 *
 * Throws {@link DoorError} where there is no such plugin, or several, and where the package is not then as it should be.
 */
export async function controlPackage(
  control: PackageControl,
  verb: ControlVerb,
  plugin: string,
): Promise<ControlOutcome> {
  const { name } = getPackageOf(control.list(), plugin);
  if (verb === "load") await control.start(name);
  else if (verb === "unload") await control.stop(name);
  else await control.reload(name);
  const { actual, reason, hint } = getPackageOf(control.list(), name);
  if (wanted[verb].includes(actual)) return { plugin, package: name, actual };
  throw new DoorError("E409", `\`${name}\` is ${actual}${reason === undefined ? "" : `: ${reason}`}`, hint);
}

/** Returns the package that is called `name`, or has a plugin of that name. Throws {@link DoorError}. */
export function getPackageOf(packages: readonly PackageStatus[], name: string): PackageStatus {
  const named = packages.find((pkg) => pkg.name === name);
  if (named !== undefined) return named;
  const having = packages.filter(({ components }) =>
    components.some((component) => component.kind === "plugin" && component.name === name),
  );
  const [found, ...others] = having;
  if (found === undefined)
    throw new DoorError("E404", `There is no plugin \`${name}\``, "`GET /ipc/status` lists what there is");
  if (others.length === 0) return found;
  const names = having.map((pkg) => `\`${pkg.name}\``).join(" and ");
  throw new DoorError("E409", `The plugin \`${name}\` is in ${names}`, "Use the name of the package");
}
