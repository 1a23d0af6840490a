import { Command as Commander, CommanderError, Option as CommanderOption } from "commander";

import type { Command } from "./command.ts";
import type { CommandEntry } from "./command-entry.ts";
import { commandTable } from "./command-table.ts";
import { UsageError } from "./errors.ts";
import { exitCodeMeanings } from "./exit-codes.ts";
import { productDescription, productVersion } from "./product.ts";

/** The options that every command takes. */
export type GlobalOptions = {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly cwd: string | undefined;
  readonly color: "auto" | "always" | "never" | undefined;
};

/** What a command line asks for. */
export type Invocation =
  | { readonly type: "help" | "version"; readonly text: string }
  | {
      readonly type: "command";
      readonly entry: CommandEntry;
      readonly command: Command;
      readonly input: { readonly [key: string]: unknown };
      readonly global: GlobalOptions;
    };

/**
 * Returns what `words` (the command line after `larder`) ask for. Throws {@link UsageError}.
 *
 * Only the command that is asked for is loaded, with the libraries that it brings. Help is at most
 * `helpWidth` characters wide.
 */
export async function parseCommandLine(words: readonly string[], helpWidth: number): Promise<Invocation> {
  // No global option: `larder publish --version 1.0.0` means the version of the package.
  if (words[0] === "--version" || words[0] === "-V") return { type: "version", text: productVersion };

  // Commander's own `help` would not load the command that it explains.
  const asked = words[0] === "help" ? [...words.slice(1), "--help"] : words;
  const printed: string[] = [];
  let invocation: Invocation | undefined;
  const program = buildProgram({
    helpWidth,
    print: (text) => void printed.push(text),
    onCommand: (entry, command, input) => {
      invocation = { type: "command", entry, command, input, global: globalOptions(program) };
    },
  });

  try {
    await program.parseAsync(asked, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed" && !namesCommand(program)) {
      // Without the wish for help the unknown word is refused, with a suggestion.
      return await parseCommandLine(
        asked.filter((word) => word !== "--help" && word !== "-h"),
        helpWidth,
      );
    }
    return helpOrThrow(error, asked, printed.join("").trimEnd());
  }
  if (invocation === undefined) throw new Error("The command line was parsed, and no command took it");
  return invocation;
}

type ProgramHooks = {
  readonly helpWidth: number;
  readonly print: (text: string) => void;
  readonly onCommand: (entry: CommandEntry, command: Command, input: { readonly [key: string]: unknown }) => void;
};

function buildProgram(hooks: ProgramHooks): Commander {
  const program = new Commander("larder");
  program
    .description(productDescription)
    .helpOption("-h, --help", "print this help")
    .addHelpCommand(
      new Commander("help").argument("[command]").summary("Print the help of a command").helpGroup("Look around:"),
    )
    .option("--json", "print exactly one JSON document on stdout")
    .option("--cwd <directory>", "run as if started there")
    .option("-q, --quiet", "print no progress")
    .addOption(new CommanderOption("--color <when>", "use colours").choices(["auto", "always", "never"]))
    .option("--debug", "print stack traces and more logs")
    .exitOverride()
    .configureOutput({ writeOut: hooks.print, writeErr: hooks.print, getOutHelpWidth: () => hooks.helpWidth })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", exitCodeHelp);

  for (const entry of commandTable) addEntry(program, entry, hooks);
  return program;
}

/** Adds a command as a stub that fills itself when the command line comes to it. */
function addEntry(program: Commander, entry: CommandEntry, hooks: ProgramHooks): void {
  const words = entry.name.split(" ");
  const last = words.at(-1) ?? entry.name;
  const parent = words.length === 1 ? program : groupOf(program, words[0] ?? "", entry.group);
  const stub = parent.command(last).summary(entry.summary).helpGroup(`${entry.group}:`);
  parent.hook("preSubcommand", async (_parent, chosen) => {
    if (chosen !== stub) return;
    const { command } = await entry.load();
    fillStub(stub, entry, command, hooks);
  });
}

function groupOf(program: Commander, name: string, helpGroup: string): Commander {
  const group = program.commands.find((candidate) => candidate.name() === name);
  return (
    group ??
    program
      .command(name)
      .helpGroup(`${helpGroup}:`)
      .summary(groupSummaries[name] ?? "")
  );
}

const groupSummaries: { readonly [group: string]: string } = {
  user: "Manage the users of a registry",
  token: "Manage the tokens of a registry",
  advisories: "Manage what a registry knows against packages",
  host: "Make and manage hosts",
  config: "Configure the packages of a host",
  account: "Manage who may log in to a host",
  store: "Look after the store of this machine",
};

function fillStub(stub: Commander, entry: CommandEntry, command: Command, hooks: ProgramHooks): void {
  stub.description([entry.summary, ...(command.description === undefined ? [] : [command.description])].join("\n\n"));
  for (const { usage, description } of Object.values(command.arguments)) stub.argument(usage, description);

  const optionNames = Object.entries(command.options).map(([key, definition]) => {
    const option = new CommanderOption(definition.flags, definition.description);
    if (definition.fallback !== undefined) option.default(definition.fallback);
    if (definition.type === "texts")
      option.argParser((value, before?: readonly string[]) => [...(before ?? []), value]);
    stub.addOption(option);
    return { key, name: option.attributeName(), absent: absentValues[definition.type] };
  });
  stub.addHelpText("after", examplesHelp(command));

  stub.action((...parameters: unknown[]) => {
    const values = stub.opts<{ readonly [name: string]: unknown }>();
    const given = Object.keys(command.arguments).map((key, index) => [key, parameters[index]] as const);
    const chosen = optionNames.map(({ key, name, absent }) => [key, values[name] ?? absent] as const);
    hooks.onCommand(entry, command, Object.fromEntries([...given, ...chosen]));
  });
}

/** What an option is that was left out. */
const absentValues = { flag: false, text: undefined, texts: [] } as const;

function examplesHelp(command: Command): string {
  if (command.examples.length === 0) return "";
  const lines = command.examples.map(({ command: line, does }) => `  $ ${line}\n    ${does}`);
  return `\nExamples:\n${lines.join("\n")}`;
}

function exitCodeHelp(): string {
  const lines = exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`);
  return `\nExit codes:\n${lines.join("\n")}\n\nlarder --version prints the version.`;
}

function globalOptions(program: Commander): GlobalOptions {
  const values = program.opts<Partial<GlobalOptions>>();
  return {
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    debug: values.debug ?? false,
    cwd: values.cwd,
    color: values.color,
  };
}

/** Is each word for a command that was parsed the name of one? Help of an unknown command would be that of its parent. */
function namesCommand(parsed: Commander): boolean {
  if (parsed.commands.length === 0) return true;
  const word = parsed.args.find((argument) => !argument.startsWith("-"));
  if (word === undefined) return true;
  const command = parsed.commands.find((candidate) => candidate.name() === word);
  return command !== undefined && namesCommand(command);
}

/** Commander ends by throwing, also for help; only a command line that does not fit is a failure. */
function helpOrThrow(error: CommanderError, words: readonly string[], printed: string): Invocation {
  if (error.code === "commander.helpDisplayed") return { type: "help", text: printed };
  const named = words.filter((word) => !word.startsWith("-"));
  if (error.code === "commander.help") {
    if (named.length === 0) return { type: "help", text: printed };
    throw new UsageError(`\`larder ${named.join(" ")}\` needs a command`, {
      hint: `Run \`larder ${named.join(" ")} --help\` to see which there are`,
    });
  }
  throw usageErrorOf(error, named);
}

/** `error: unknown option '--lissen'\n(Did you mean --listen?)` → one sentence and one next step. */
function usageErrorOf(error: CommanderError, named: readonly string[]): UsageError {
  const [first = "", ...rest] = error.message.split("\n");
  const sentence = first
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .replaceAll("'", "`");
  const suggestion = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join(" "))?.[1];
  const known = [named.slice(0, 2), named.slice(0, 1)]
    .map((words) => words.join(" "))
    .find((words) => commandTable.some(({ name }) => name === words || name.startsWith(`${words} `)));
  const help = known === undefined ? "larder --help" : `larder ${known} --help`;
  const hint = suggestion === undefined ? `Run \`${help}\` to see what there is` : `Did you mean \`${suggestion}\`?`;
  return new UsageError(sentence.charAt(0).toUpperCase() + sentence.slice(1), { hint });
}
