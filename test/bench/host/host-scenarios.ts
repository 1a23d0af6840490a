import type { BenchMode } from "./bench-packages.ts";

/** What is measured of a host. */
export type HostScenario = { readonly title: string } & (
  | { readonly type: "calls"; readonly mode: BenchMode; readonly action: "greet" | "greetTwice" }
  | { readonly type: "requests"; readonly server: "bare" | BenchMode }
  | {
      readonly type: "start";
      readonly mode: BenchMode;
      readonly packages: number;
      /** What the last start kept, such as bundles, is removed before. */
      readonly isFirst: boolean;
    }
  | { readonly type: "reload" }
);

/** All of them, in the order in which each round runs them. */
export const hostScenarios: readonly HostScenario[] = [
  { title: "host call, in process", type: "calls", mode: "trusted", action: "greet" },
  { title: "host call, sandboxed", type: "calls", mode: "sandboxed", action: "greet" },
  { title: "host call, sandboxed, that calls", type: "calls", mode: "sandboxed", action: "greetTwice" },
  { title: "host request, bare Hono", type: "requests", server: "bare" },
  { title: "host request, in process", type: "requests", server: "trusted" },
  { title: "host request, sandboxed", type: "requests", server: "sandboxed" },
  { title: "host start, 100 sandboxed", type: "start", mode: "sandboxed", packages: 100, isFirst: false },
  { title: "host start, 100 sandboxed, first", type: "start", mode: "sandboxed", packages: 100, isFirst: true },
  { title: "host start, 200 packages", type: "start", mode: "trusted", packages: 200, isFirst: false },
  { title: "host reload, sandboxed", type: "reload" },
];
