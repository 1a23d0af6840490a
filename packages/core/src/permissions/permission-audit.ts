import { resourceMatcher } from "./resource-glob.ts";
import { shortName } from "./short-name.ts";

/** One answer to the question whether a package may do something. */
export type PermissionDecision = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly package: string;
  readonly resource: string;
  readonly action: string;
  readonly allowed: boolean;
};

/** Which decisions somebody wants to see; all of them, where nothing is said. */
export type DecisionFilter = {
  /** The name of a package, or a glob over names. */
  readonly package?: string | undefined;
  /** A resource, or a glob over resources. */
  readonly resource?: string | undefined;
  readonly action?: string | undefined;
  readonly allowed?: boolean | undefined;
  /** The most to return; the newest of those that fit. */
  readonly limit?: number | undefined;
};

/** What packages asked for and what they were told, the newest of it. */
export type PermissionAudit = {
  /** Enters a decision, of long names their beginning. `isFirst` says that it was made just now, and not remembered. */
  note(decision: Omit<PermissionDecision, "at">, isFirst: boolean): void;
  /** Returns the decisions that fit `filter`, oldest first. */
  list(filter?: DecisionFilter): readonly PermissionDecision[];
};

/** How many decisions a host remembers. */
export const decisionsKept = 100_000;

/** Returns an empty audit. `onFirst` is told of each decision that was not remembered from before. */
export function createPermissionAudit(
  clock: () => number,
  onFirst: (decision: PermissionDecision) => void = () => undefined,
): PermissionAudit {
  // A ring: once it is full, the next entry takes the place of the oldest.
  const ring: PermissionDecision[] = [];
  let next = 0;

  return {
    note({ package: packageName, resource, action, allowed }, isFirst) {
      const asked = { resource: shortName(resource), action: shortName(action) };
      const decision = { at: clock(), package: packageName, ...asked, allowed };
      ring[next] = decision;
      next = (next + 1) % decisionsKept;
      if (isFirst) onFirst(decision);
    },
    list(filter = {}) {
      const oldestFirst = ring.length < decisionsKept ? ring : [...ring.slice(next), ...ring.slice(0, next)];
      const found = oldestFirst.filter(matcherOf(filter));
      const { limit = found.length } = filter;
      return found.slice(Math.max(0, found.length - limit));
    },
  };
}

function matcherOf(filter: DecisionFilter): (decision: PermissionDecision) => boolean {
  const isPackage = filter.package === undefined ? anyText : resourceMatcher(filter.package);
  const isResource = filter.resource === undefined ? anyText : resourceMatcher(filter.resource);
  const { action, allowed } = filter;
  return (decision) =>
    (allowed === undefined || decision.allowed === allowed) &&
    (action === undefined || decision.action === action) &&
    isPackage(decision.package) &&
    isResource(decision.resource);
}

function anyText(): boolean {
  return true;
}
