/**
 * Who may call an action through a door, once the host has accounts: anybody, whoever is logged in,
 * administrators, or whoever has all of the named permissions. What packages may call is another matter, and
 * stands in their own permissions and in `larder.callers`.
 */
export type Access = "public" | "user" | "admin" | { readonly permissions: readonly string[] };

/**
 * Who may ask for some of a plugin's routes, once the host has accounts. The first rule that fits a request decides; what
 * none fits is for whoever is logged in.
 */
export type RouteRule = {
  /** Below `/plugins/<plugin>`, a glob: `/admin/*` is `/admin` and all below it. */
  readonly path: string;
  /** Any, when left out. */
  readonly method?: string;
  readonly access: Access;
};

/** How often an action may be called; what is more is refused with `rate_limit_exceeded`. */
export type ActionLimits = {
  readonly rate: {
    readonly calls: number;
    /** The window, in milliseconds. */
    readonly periodMs: number;
  };
};

/** Calls an action again that failed in a way that its author did not foresee. Only for what may be done twice. */
export type Retry = {
  /** How often it is tried in all; 1 is no retry. */
  readonly attemptsMax: number;
  /** The pause before the second attempt, in milliseconds; each further pause is twice as long. None when left out. */
  readonly backoffMs?: number;
};
