import type { Configuration, HostFacts, Permission, RouteRule } from "@larder/sdk";
import type { Component, DomainSchema } from "@larder/package-contents";

import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { RetryPolicy } from "../actions/action.ts";
import type { CallingPackage } from "../actions/call-origin.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";
import type { RateLimit } from "../actions/sliding-window.ts";
import type { Clock } from "../events/clock.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { PermissionAudit } from "../permissions/permission-audit.ts";
import type { HostLog } from "../services/host-log.ts";
import type { SchemaCatalog } from "../schemas/schema-catalog.ts";
import type { InstallClaims } from "../services/installs/install-claims.ts";
import type { ServiceCatalog } from "../services/service-catalog.ts";
import type { LifecycleHooks } from "./lifecycle-hooks.ts";
import type { CodeWatch, PackageCode } from "./package-code.ts";
import type { RestartLimits } from "./restart-policy.ts";

/** A handler that is mounted, whose it is, and whom it is for. */
export type Mount = {
  readonly packageName: string;
  readonly access: readonly RouteRule[];
  /** Does its code run in a sandbox? Then its pages do, too. */
  readonly isSandboxed: boolean;
  readonly fetch: (request: Request) => Response | Promise<Response>;
};

/** Answers requests below `/plugins/<plugin>/`; whoever serves HTTP provides it. */
export type MountTable = {
  /** Mounts a handler and returns how to unmount it. Throws when the plugin has a mount already. */
  mount(plugin: string, mount: Mount): () => void;
};

/** What all packages of a host share. */
export type Runtime = {
  /** What its packages know of the host. */
  readonly host: HostFacts;
  readonly events: EventBus;
  readonly services: ServiceCatalog;
  readonly actions: ActionCatalog;
  readonly dispatcher: Dispatcher;
  readonly schemas: SchemaCatalog;
  readonly mounts: MountTable;
  readonly hooks: LifecycleHooks;
  /** Which of the hosts on one database installs a package. */
  readonly installs: InstallClaims;
  readonly log: HostLog;
  /** What packages asked of their permissions. */
  readonly audit: PermissionAudit;
  readonly limits: RuntimeLimits;
  readonly clock: Clock;
};

/** All in milliseconds, but for what says otherwise. */
export type RuntimeLimits = {
  /** How often a package may break where it runs. */
  readonly restarts: RestartLimits;
  readonly loadMs: number;
  readonly unloadMs: number;
  readonly undoMs: number;
  /** How long a life that was replaced may go on with the calls that it had begun. */
  readonly retireMs: number;
  /** For an action that says nothing else. */
  readonly actionMs: number;
  /** For one listener of an event. */
  readonly listenerMs: number;
};

/** A package that this host runs in its own process. */
export type RunnablePackage = {
  readonly name: string;
  readonly version: string;
  /** Where its files are, absolute and without symbolic links; undefined when its code is in no files. */
  readonly directory: string | undefined;
  /** Does its code run in a sandbox? */
  readonly isSandboxed?: boolean;
  /** Imports its code. Nothing of it has run before. */
  readonly readCode: (watch: CodeWatch) => Promise<PackageCode>;
  /** The packages that must be active before it. */
  readonly requires: readonly string[];
  readonly components: readonly Component[];
  /** What its domains bring; none when left out. */
  readonly schemas?: readonly DomainSchema[];
  readonly permissions: readonly Permission[];
  readonly callers: readonly string[] | undefined;
  /** For every action of the package that says nothing else. */
  readonly actionTimeoutMs: number | undefined;
  /** How often its actions may be called, and how often they are tried; without limit, and once, when left out. */
  readonly callLimits?: { readonly rate?: RateLimit; readonly retry?: RetryPolicy };
  /** The most that its files may take; without limit when left out. */
  readonly diskBytesMax?: number | undefined;
  readonly env: { readonly [name: string]: string };
  /** What its operator and its defaults make of `larder.config`; nothing when left out. */
  readonly config?: Configuration;
};

/** A package as its own calls carry it. */
export type RunningPackage = RunnablePackage & { readonly calling: CallingPackage };
