/** The variables that may say something: those of the process, over those of the host's files. */
export type Environment = { readonly [name: string]: string | undefined };

/** Returns the variable `name`, which a package chooses: `toString` is one that nobody set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}
