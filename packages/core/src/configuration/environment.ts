/** The variables that may say something: those of the process, over those of the host's files. */
export type Environment = { readonly [name: string]: string | undefined };
