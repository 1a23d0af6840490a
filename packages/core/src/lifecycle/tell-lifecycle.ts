import type { Effect } from "./effect-ledger.ts";
import type { Fiber } from "./fiber.ts";
import { PluginFailedError } from "./lifecycle-errors.ts";
import type { Runtime } from "./runtime.ts";
import type { ActualState } from "./package-states.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

type Teller = Pick<Runtime, "events">;

/** Says in the log, and to those who listen, what the loading of a package came to. */
export function announceLife(
  runtime: Pick<Runtime, "events" | "log">,
  supervised: SupervisedPackage,
  fiber: Pick<Fiber, "state" | "failure" | "loadedMs" | "effects">,
): void {
  const { state, failure, loadedMs } = fiber;
  const { name } = supervised;
  const log = runtime.log.logOf({ package: name });
  if (state === "active") {
    log.info(`Started \`${name}\``, { ms: Math.round(loadedMs ?? 0) });
    tellServices(runtime, supervised, fiber.effects());
    tellPackage(runtime, "package.started", supervised);
  }
  if (state === "failed") {
    log.error(failure?.message ?? `\`${name}\` failed`, { failure: rootOf(failure) });
    tellPackage(runtime, "package.failed", supervised);
  }
}

/** Returns the plugin's own error, which has the stack that helps; ours only says where. */
export function rootOf(failure: unknown): unknown {
  return failure instanceof PluginFailedError ? failure.cause : failure;
}

/** Emits an event of the host about a package. Nobody waits for those who hear it: they must not hold up the others. */
export function tellPackage(
  runtime: Teller,
  event: "package.started" | "package.stopped" | "package.failed",
  supervised: SupervisedPackage,
): void {
  if (supervised.type !== "runnable") return;
  tell(runtime, event, { name: supervised.name, version: supervised.version });
}

/** Emits `plugin.<name>.state_changed` for each plugin of a package. */
export function tellState(
  runtime: Teller,
  supervised: SupervisedPackage,
  { from, to }: { readonly from: ActualState; readonly to: ActualState },
): void {
  tellPlugins(runtime, supervised, "state_changed", { from, to });
}

/** Emits `plugin.<name>.reloaded` for each plugin of a package, and what services it has now. */
export function tellReloaded(runtime: Teller, supervised: SupervisedPackage, effects: readonly Effect[]): void {
  tellServices(runtime, supervised, effects);
  tellPlugins(runtime, supervised, "reloaded", { version: supervised.version });
}

/** Emits `plugin.<name>.unloaded` for each plugin of a package. */
export function tellUnloaded(runtime: Teller, supervised: SupervisedPackage): void {
  tellPlugins(runtime, supervised, "unloaded", { version: supervised.version });
}

/** Emits `plugin.<name>.services_registered` for each plugin that provides services. */
function tellServices(runtime: Teller, { name }: SupervisedPackage, effects: readonly Effect[]): void {
  const provided = effects.filter(({ label }) => label.startsWith(servicePrefix));
  for (const [plugin, services] of Map.groupBy(provided, ({ owner }) => owner)) {
    const ids = services.map(({ label }) => label.slice(servicePrefix.length));
    tell(runtime, `plugin.${plugin}.services_registered`, { package: name, services: ids });
  }
}

/** How the ledger names a service. */
const servicePrefix = "service ";

/** Emits `service.error` for a service of the host's own that begins to fail. */
export function tellServiceFailed(
  runtime: Teller,
  payload: { readonly service: string; readonly reason: string },
): void {
  tell(runtime, "service.error", payload);
}

/** Emits an event of the host about itself. */
export function tellHost(runtime: Teller, event: "xcore.booted" | "xcore.plugins.booted", payload: object): void {
  tell(runtime, event, payload);
}

function tellPlugins(runtime: Teller, { name, components }: SupervisedPackage, event: string, facts: object): void {
  for (const component of components) {
    if (component.kind === "plugin") tell(runtime, `plugin.${component.name}.${event}`, { package: name, ...facts });
  }
}

function tell({ events }: Teller, name: string, payload: object): void {
  void events.emit({ name, payload, source: "host", mode: "parallel" });
}
