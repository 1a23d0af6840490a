/** What happens to a package. A hook for the end of a package may be called `remove` or `uninstall`. */
export type LifecycleVerb =
  | "install"
  | "upgrade"
  | "configure"
  | "start"
  | "reload"
  | "stop"
  | "disable"
  | "enable"
  | "uninstall";

/** Before it happens, or after. */
export type HookMoment = "pre" | "post";

/** What a hook is told besides the package and its configuration. */
export type HookFacts = {
  /** The version that ran before; of an upgrade. */
  readonly oldVersion?: string;
  readonly deployId?: string;
};

/** Runs the hooks of packages; whoever may run scripts provides it. */
export type LifecycleHooks = {
  /**
   * Runs the hook of `packageName` for `moment` and `verb`, if it has one. A script that the operator did not agree to
   * does not run; the log says so.
   *
   * Throws `HookFailedError` when the hook fails: a verb whose `pre` hook failed does not happen; one whose `post` hook
   * failed has happened, is marked failed and is not undone.
   */
  run(verb: LifecycleVerb, moment: HookMoment, packageName: string, facts?: HookFacts): Promise<void>;
};

/** The hooks of a host whose packages have none. */
export const noHooks: LifecycleHooks = { run: async () => undefined };
