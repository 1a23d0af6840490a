import type { Component } from "@larder/package-contents";

import type { EventMetrics } from "../events/event-bus.ts";
import type { ActualState, DesiredState } from "../lifecycle/package-states.ts";
import type { RunMode } from "../lifecycle/supervised-package.ts";
import type { SandboxStatus } from "../sandbox/sandbox-pool.ts";
import type { LogLine } from "../services/host-log.ts";
import type { ServiceStatus } from "../services/service-catalog.ts";

/** What `/-/status` and `larder status` tell about one package. */
export type PackageStatus = {
  readonly name: string;
  readonly version: string;
  /** What its author says of it. */
  readonly description?: string;
  readonly author?: string;
  /** Does the host always run it? */
  readonly isRequired?: true;
  /** What the operator wants of it. */
  readonly desired: DesiredState;
  /** Where it is. */
  readonly actual: ActualState;
  /** How its code runs; `data` has none. */
  readonly mode: RunMode;
  /** Why it does not run: one sentence. */
  readonly reason?: string;
  /** One next step. */
  readonly hint?: string;
  readonly requires: readonly string[];
  readonly components: readonly Component[];
  /** What it may be asked, by short name. */
  readonly actions: readonly string[];
  /** Everything that it did and that would be undone, in order: `notes: route /plugins/notes/`. */
  readonly effects: readonly string[];
  /** Milliseconds that its start took. */
  readonly startMs?: number;
  /** Which life this is of all that began since the host did; another one after every start and reload. */
  readonly incarnation?: number;
  /** How often it was loaded in the place of a life that ran. */
  readonly reloads: number;
};

/** What a host says about itself. */
export type HostStatus = {
  readonly directory: string;
  /** The installed generation; undefined when nothing was installed yet. */
  readonly generation?: number;
  /** The version of the author's API that it offers. */
  readonly apiVersion: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Milliseconds from the beginning to the first answer. */
  readonly startMs: number;
  /** Sorted by name. */
  readonly packages: readonly PackageStatus[];
  /** Every action of a package by its full name, sorted. */
  readonly actions: readonly string[];
  /** The processes that run sandboxes; empty when nothing runs in one. */
  readonly sandboxes: readonly SandboxStatus[];
  /** Sorted by id. */
  readonly services: readonly ServiceStatus[];
  readonly listeners: number;
  /** How the listeners of each event did, sorted by its name. */
  readonly events: readonly EventMetrics[];
  /** Plugins with routes, sorted. */
  readonly routes: readonly string[];
  /** The newest lines of the log, oldest first. */
  readonly log: readonly LogLine[];
};
