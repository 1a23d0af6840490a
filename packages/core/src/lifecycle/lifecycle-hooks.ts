/** What happens to a package, as its hooks name it. */
export type HookVerb = "install" | "configure" | "start" | "deploy" | "upgrade" | "reload" | "stop" | "remove";

/** Before it happens, or after. */
export type HookPhase = "pre" | "post";

/** What a hook is told besides the package and its configuration. */
export type HookFacts = {
  /** The version that ran before; of an upgrade. */
  readonly oldVersion?: string;
  readonly deployId?: string;
};

/** What became of a hook that did not fail. */
export type HookOutcome =
  /** The package has none for this. */
  | { readonly type: "none" }
  | { readonly type: "ran"; readonly hook: string; readonly ms: number }
  /** It is a script, and the operator did not agree that this package runs any. */
  | { readonly type: "skipped"; readonly hook: string; readonly reason: string; readonly hint: string };

/** Runs the hooks of packages; whoever may run scripts provides it. */
export type LifecycleHooks = {
  /**
   * Runs the hook of `packageName` for `phase` and `verb`, if it has one.
   *
   * Throws `HookFailedError` when it fails: a verb whose `pre` hook failed does not happen; one whose `post` hook
   * failed has happened, is marked failed and is not undone.
   */
  run(verb: HookVerb, phase: HookPhase, packageName: string, facts?: HookFacts): Promise<HookOutcome>;
};

/** The hooks of a host whose packages have none. */
export const noHooks: LifecycleHooks = { run: async () => ({ type: "none" }) };
