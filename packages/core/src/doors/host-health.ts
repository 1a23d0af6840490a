import type { HostStatus } from "./host-status.ts";

/** How something is: the worst of what it consists of. */
export type HealthWord = "healthy" | "degraded" | "unhealthy";

/** How a host is, and each of its parts. */
export type HostHealth = {
  readonly status: HealthWord;
  readonly checks: readonly { readonly name: string; readonly status: HealthWord; readonly message?: string }[];
};

/** Returns how a host is: a service that fails makes it unhealthy, a package that does not run only weaker. */
export function healthOf({ services, packages }: Pick<HostStatus, "packages" | "services">): HostHealth {
  const checks = [
    ...services.map((service) =>
      service.state === "failed"
        ? { name: `service ${service.id}`, status: "unhealthy" as const, message: service.reason }
        : { name: `service ${service.id}`, status: "healthy" as const },
    ),
    ...packages.map(({ name, actual, reason }) => ({
      name: `package ${name}`,
      status: brokenStates.has(actual) ? ("degraded" as const) : ("healthy" as const),
      ...(reason === undefined ? {} : { message: reason }),
    })),
  ];
  const has = (word: HealthWord): boolean => checks.some(({ status }) => status === word);
  return { status: has("unhealthy") ? "unhealthy" : has("degraded") ? "degraded" : "healthy", checks };
}

/** What nobody wanted: a package that was stopped or disabled is well. */
const brokenStates: ReadonlySet<string> = new Set(["failed", "quarantined", "unconfigured"]);
