import type { Context } from "./context.ts";
import type { Style } from "./output/style.ts";
import type { Report } from "./report-error.ts";

/** One option of a command. `Value` is what `run` gets for it. */
export type Option<Value> = {
  readonly type: "flag" | "text" | "texts";
  /** As the help shows it: `--listen <host:port>`. */
  readonly flags: string;
  readonly description: string;
  readonly fallback?: string;
  /** Only for the compiler: never there at run time. */
  readonly value?: Value;
};

/** One argument of a command. */
export type Argument<Value> = {
  /** As the help shows it: `<name>`, `[directory]`, `<spec...>`. */
  readonly usage: string;
  readonly description: string;
  readonly value?: Value;
};

type Table = { readonly [key: string]: { readonly value?: unknown } };
type Values<T extends Table> = { readonly [Key in keyof T]: Exclude<T[Key]["value"], undefined> | Absent<T[Key]> };
type Absent<Entry> = Entry extends { readonly optional: true } ? undefined : never;

/** An option or argument that may be left out. */
type Optional<Entry> = Entry & { readonly optional: true };

/** An option without a value. */
export function flag(flags: string, description: string): Option<boolean> {
  return { type: "flag", flags, description };
}

/** An option with a value. */
export function text(flags: string, description: string): Optional<Option<string>> {
  return { type: "text", flags, description, optional: true };
}

/** An option with a value that may be repeated; none when it is left out. */
export function texts(flags: string, description: string): Option<readonly string[]> {
  return { type: "texts", flags, description };
}

/** An option with a value that is never missing. */
export function textWithFallback(flags: string, description: string, fallback: string): Option<string> {
  return { type: "text", flags, description, fallback };
}

/** An argument that must be given. */
export function argument(name: string, description: string): Argument<string> {
  return { usage: `<${name}>`, description };
}

/** An argument that may be left out. */
export function optionalArgument(name: string, description: string): Optional<Argument<string>> {
  return { usage: `[${name}]`, description, optional: true };
}

/** One or more arguments. */
export function argumentList(name: string, description: string): Argument<readonly string[]> {
  return { usage: `<${name}...>`, description };
}

/** Any number of arguments. */
export function optionalArgumentList(name: string, description: string): Argument<readonly string[]> {
  return { usage: `[${name}...]`, description };
}

type ArgumentTable = { readonly [key: string]: Argument<unknown> };
type OptionTable = { readonly [key: string]: Option<unknown> };

/** What one command is: what it takes, what it does (data out), and how a person sees that data. */
export type CommandDefinition<Arguments extends ArgumentTable, Options extends OptionTable, Data> = {
  /** Paragraphs of the help page below the usage line; name and summary stand in `command-table.ts`. */
  readonly description?: string;
  /** In the order of the command line. */
  readonly arguments: Arguments;
  readonly options: Options;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  /**
   * Returns why this data is a failure, `undefined` when it is none: damage that was looked for, or work that was done
   * in part. The data is told as well. What could not be done at all is thrown instead.
   */
  readonly failure?: (data: Data, input: Values<Arguments> & Values<Options>) => Report | undefined;
  /** Does the command stay after its data was printed, until it is stopped? */
  readonly stays?: (input: Values<Arguments> & Values<Options>) => boolean;
  readonly run: (context: Context, input: Values<Arguments> & Values<Options>) => Promise<Data>;
  /** Returns what a person reads on stdout; `""` for nothing. */
  readonly view: (data: Data, style: Style) => string;
};

/** What a command came to: its data for `--json`, its text for people. */
export type Outcome = {
  readonly data: unknown;
  readonly stays: boolean;
  /** Absent when the process ends with 0. */
  readonly failure: Report | undefined;
  readonly view: (style: Style) => string;
};

/** A command whose types are its own business: all that the program needs to know of it. */
export type Command = {
  readonly description: string | undefined;
  readonly arguments: ArgumentTable;
  readonly options: OptionTable;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  /** Runs it with parsed input, which fits `arguments` and `options` by key. */
  readonly execute: (context: Context, input: { readonly [key: string]: unknown }) => Promise<Outcome>;
};

/** Returns `definition` as a command; keys of arguments and options must differ. */
export function defineCommand<Arguments extends ArgumentTable, Options extends OptionTable, Data>(
  definition: CommandDefinition<Arguments, Options, Data>,
): Command {
  return {
    description: definition.description,
    arguments: definition.arguments,
    options: definition.options,
    examples: definition.examples,
    execute: async (context, input) => {
      const typed = input as Values<Arguments> & Values<Options>;
      const data = await definition.run(context, typed);
      return {
        data,
        stays: definition.stays?.(typed) ?? false,
        failure: definition.failure?.(data, typed),
        view: (style) => definition.view(data, style),
      };
    },
  };
}
