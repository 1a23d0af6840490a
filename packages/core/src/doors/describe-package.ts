import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { SupervisedPackage, Supervision } from "../lifecycle/supervised-package.ts";
import type { Conceal } from "../services/conceal.ts";
import type { PackageStatus } from "./host-status.ts";

/** Returns what status tells about `supervised`. */
export function describePackage(
  supervised: SupervisedPackage,
  { desired, actual, reason, effects, startMs, incarnation, reloads }: Supervision,
  { catalog, conceal }: { readonly catalog: ActionCatalog; readonly conceal: Conceal },
): PackageStatus {
  const { name, version, mode, requires, components, about, isRequired } = supervised;
  const hint = reason !== undefined && "hint" in reason && typeof reason.hint === "string" ? reason.hint : undefined;
  const own = catalog.list().filter(({ packageName }) => packageName === name);
  return {
    name,
    version,
    ...about,
    ...(isRequired && { isRequired }),
    desired,
    actual,
    mode,
    ...(reason === undefined ? {} : { reason: conceal(reason.message) }),
    ...(hint === undefined ? {} : { hint }),
    requires,
    components,
    actions: own.map((action) => action.name),
    effects: effects.map(({ owner, label }) => `${owner}: ${label}`),
    ...(startMs === undefined ? {} : { startMs }),
    ...(incarnation === undefined ? {} : { incarnation }),
    reloads,
  };
}
