import { ExpectedError } from "@larder/errors";

/** Where in a plugin's life it failed. */
export type PluginPhase =
  | "import"
  | "definition"
  | "needs"
  | "prepare"
  | "install"
  | "upgrade"
  | "setup"
  | "onLoad"
  | "start"
  | "actions"
  | "onReload"
  | "uninstall";

/** A plugin, a function or an actor failed while its package was loaded. */
export class PluginFailedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  readonly plugin: string;
  readonly phase: PluginPhase;

  /** What the plugin says goes through `conceal`: it may know secrets. */
  constructor(
    facts: { packageName: string; plugin: string; phase: PluginPhase; cause: unknown },
    conceal: (text: string) => string = (text) => text,
  ) {
    const { packageName, plugin, phase, cause } = facts;
    const message = conceal(cause instanceof Error ? cause.message : String(cause));
    const hint =
      cause instanceof ExpectedError && cause.hint !== undefined ? cause.hint : "The log of the host has the stack";
    super(`\`${plugin}\` of \`${packageName}\` failed in ${phase}: ${message}`, { cause, hint });
    this.packageName = packageName;
    this.plugin = plugin;
    this.phase = phase;
  }
}

/** A package cannot start because one that it requires did not. */
export class RequiredPackageError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  readonly required: string;

  constructor(packageName: string, required: string, why: string) {
    super(`\`${packageName}\` requires \`${required}\`, which ${why}`, { hint: `Start \`${required}\` first` });
    this.packageName = packageName;
    this.required = required;
  }
}

/** Packages require each other, so none can be first. */
export class RequireCycleError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageNames: readonly string[];

  constructor(packageNames: readonly string[]) {
    super(
      `${packageNames.map((name) => `\`${name}\``).join(", ")} require each other, so none of them can start first`,
    );
    this.packageNames = packageNames;
  }
}

/** The package needs variables that the host's environment does not have. */
export class MissingVariableError extends ExpectedError {
  readonly code = "ECONFIG";
  readonly packageName: string;
  readonly variables: readonly string[];

  constructor(packageName: string, variables: readonly string[]) {
    const names = variables.map((name) => `\`${name}\``).join(", ");
    super(
      `\`${packageName}\` needs ${variables.length === 1 ? "the variable" : "the variables"} ${names}, not set for this host`,
      {
        hint: `Set it in the environment of \`larder start\`, or in \`packages."${packageName}".env\` of larder.yaml`,
      },
    );
    this.packageName = packageName;
    this.variables = variables;
  }
}

/** The package's own description or code cannot be used. */
export class UnusablePackageError extends ExpectedError {
  readonly code = "EMANIFEST";
  readonly packageName: string;

  constructor(packageName: string, reason: string, hint?: string) {
    super(`\`${packageName}\` cannot be used: ${reason}`, hint === undefined ? {} : { hint });
    this.packageName = packageName;
  }
}

/** Code of a package acts after the package was unloaded. */
export class UnloadedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;

  constructor(packageName: string) {
    super(`\`${packageName}\` was unloaded, so its code may not act any more`);
    this.packageName = packageName;
  }
}

/** The code of a package broke where it ran again and again; it is not started again by itself. */
export class QuarantinedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  readonly breakdowns: number;

  constructor(packageName: string, breakdowns: number, cause: Error) {
    super(`\`${packageName}\` broke ${breakdowns} times and is not started again by itself; last: ${cause.message}`, {
      cause,
      hint: `Look at its log, then update it, or remove it with \`larder remove ${packageName}\``,
    });
    this.packageName = packageName;
    this.breakdowns = breakdowns;
  }
}

/** A verb does not fit the state that a package is in. */
export class IncompatibleStateError extends ExpectedError {
  readonly code = "E409";
  readonly packageName: string;

  constructor(packageName: string, why: string, hint?: string) {
    super(`\`${packageName}\` ${why}`, hint === undefined ? {} : { hint });
    this.packageName = packageName;
  }
}

/** The host ends, so nothing is begun with its packages any more. */
export class HostEndsError extends ExpectedError {
  readonly code = "EUNAVAILABLE";

  constructor() {
    super("The host is stopping", { hint: "Start it again with `larder start`" });
  }
}

/** The host has no such package. */
export class UnknownInstalledPackageError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: string;

  constructor(packageName: string, known: readonly string[]) {
    const names = known.map((name) => `\`${name}\``).join(", ");
    super(`No package \`${packageName}\` is installed here`, {
      hint: known.length === 0 ? "Nothing is: install something with `larder add NAME`" : `There are ${names}`,
    });
    this.packageName = packageName;
  }
}
