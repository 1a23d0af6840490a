import type { HostStatus } from "./host-status.ts";

/** How something is: the worst of what it consists of. */
export type HealthWord = "healthy" | "degraded" | "unhealthy";

/** How a host is, and each of its parts. */
export type HostHealth = {
  readonly status: HealthWord;
  readonly checks: readonly { readonly name: string; readonly status: HealthWord }[];
};

/**
 * Returns how a host is: a service that fails makes it unhealthy, a package that does not run only weaker.
 *
 * Everybody may ask for it, so it says no more than how: why is in the status.
 */
export function healthOf({ services, packages }: Pick<HostStatus, "packages" | "services">): HostHealth {
  const checks = [
    ...services.map(({ id, state }) => ({
      name: `service ${id}`,
      status: state === "failed" ? ("unhealthy" as const) : ("healthy" as const),
    })),
    ...packages.map(({ name, actual }) => ({
      name: `package ${name}`,
      status: brokenStates.has(actual) ? ("degraded" as const) : ("healthy" as const),
    })),
  ];
  const has = (word: HealthWord): boolean => checks.some(({ status }) => status === word);
  return { status: has("unhealthy") ? "unhealthy" : has("degraded") ? "degraded" : "healthy", checks };
}

/** What nobody wanted: a package that was stopped or disabled is well. */
const brokenStates: ReadonlySet<string> = new Set(["failed", "quarantined", "unconfigured"]);
