import type { Caller } from "@larder/sdk";

import type { Asker } from "../permissions/access.ts";
import type { Permissions } from "../permissions/permissions.ts";
import { isAdmin } from "../permissions/principal.ts";
import type { LookupOrigin } from "./action-catalog.ts";
import type { Trace } from "./trace.ts";

/** The package that calls, when one does. */
export type CallingPackage = LookupOrigin & { readonly permissions: Permissions };

/** What a call hands on to the calls that it causes. */
export type Lineage = {
  /** Who asked at a door; undefined for what began inside the host, which may do everything. */
  readonly asker?: Asker | undefined;
  /** Whose data is meant, where one host serves several. */
  readonly tenant?: string | undefined;
  /** The step that causes the call; undefined begins a trace. */
  readonly trace?: Trace | undefined;
};

/** Who calls, through which door. */
export type CallOrigin = Lineage & { readonly door: Caller["door"]; readonly package?: CallingPackage };

/** Returns what the action is told of who calls it. */
export function callerOf(origin: CallOrigin): Caller {
  const { door, asker, tenant } = origin;
  const caller: { -readonly [Fact in keyof Caller]: Caller[Fact] } = { door };
  if (origin.package !== undefined) caller.package = origin.package.packageName;
  if (asker?.type === "principal") caller.principal = principalOf(asker);
  if (tenant !== undefined) caller.tenant = tenant;
  return caller;
}

function principalOf({ principal }: Extract<Asker, { readonly type: "principal" }>): NonNullable<Caller["principal"]> {
  // Proofs are remembered: what an action does to its list of roles must not be what the next call is judged by.
  return { id: principal.id, roles: [...principal.roles], isAdmin: isAdmin(principal) };
}
