import { inspect } from "node:util";

import type { Facts, Log } from "@larder/sdk";

import { createLogBudget } from "./log-budget.ts";
import { type Conceal, concealFacts, concealing } from "./conceal.ts";
import { createNewestLines } from "./newest-lines.ts";

/** Where the lines of a host go: its process's log. */
export type Logger = Log;

/** One line, as status shows it. */
export type LogLine = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: "debug" | "info" | "warn" | "error";
  /** The package that wrote it; undefined for the host itself. */
  readonly package: string | undefined;
  readonly owner: string | undefined;
  /** The trace that it belongs to; undefined outside of calls. */
  readonly trace?: string;
  readonly message: string;
  readonly facts: Facts;
};

/** Whose lines they are. */
export type LogTags = {
  readonly package?: string;
  readonly owner?: string;
  readonly trace?: string;
  /** True where the package itself writes: it cannot crowd out what the host has to say of it. */
  readonly isAuthored?: boolean;
};

/** The log of a host: passes lines on, and remembers the newest. */
export type HostLog = {
  /** Returns the log of one owner; every line carries the package and the owner. */
  logOf(tags: LogTags): Log;
  /** The newest lines, oldest first. */
  lines(): readonly LogLine[];
  /** From now on none of `secrets` can be read in a line. */
  hide(secrets: readonly string[]): void;
  /** Returns `text` without what is hidden. */
  readonly conceal: Conceal;
};

/** Returns a host's log over `logger`. */
export function createHostLog(logger: Logger, clock: () => number): HostLog {
  const newest = createNewestLines();
  const write = boundedWriter(clock, (line, isAuthored) => {
    newest.add(line, isAuthored);
    pass(logger, line);
  });
  const secrets = new Set<string>();
  let conceal: Conceal = concealing([]);

  return {
    lines: () => newest.list(),
    hide(more) {
      for (const secret of more) secrets.add(secret);
      conceal = concealing([...secrets]);
    },
    conceal: (text) => conceal(text),
    logOf(tags) {
      const writeAt =
        (level: LogLine["level"]) =>
        (message: unknown, facts: unknown = {}): void =>
          write(
            {
              at: clock(),
              level,
              package: tags.package,
              owner: tags.owner,
              ...(tags.trace && { trace: tags.trace }),
              message: cut(conceal(typeof message === "string" ? message : inspect(message))),
              facts: boundFacts(secrets.size === 0 ? toFacts(facts) : concealFacts(toFacts(facts), conceal)),
            },
            tags.isAuthored,
          );
      return { debug: writeAt("debug"), info: writeAt("info"), warn: writeAt("warn"), error: writeAt("error") };
    },
  };
}

/** The most of a message, and of all facts of a line: a host remembers many lines, and anybody's. */
const charsMax = 20_000;

function cut(text: string): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax)}… (${text.length} characters)`;
}

/** Facts that take too much room become the beginning of their text, which says that it is one. */
function boundFacts(facts: Facts): Facts {
  if (Object.keys(facts).length === 0) return facts;
  const text = textOf(facts);
  return text.length <= charsMax ? facts : { cut: cut(text) };
}

/** What JSON has no word for is shown as the console does, which has limits of its own. */
function textOf(facts: Facts): string {
  try {
    // One of the facts may be called `toJSON`, and say nothing.
    return JSON.stringify(facts) ?? "";
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    return inspect(facts, { maxStringLength: charsMax });
  }
}

/**
 * Errors become texts with their stacks and causes: most loggers would print `{}`. An author may also pass
 * one alone, or something that is no record; then that must not be lost.
 */
function toFacts(facts: unknown): Facts {
  if (facts instanceof Error) return { failure: inspect(facts) };
  if (typeof facts !== "object" || facts === null) return { fact: facts };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, value instanceof Error ? inspect(value) : value]),
  );
}

type WriteLine = (line: LogLine, isAuthored?: boolean) => void;

/** Returns what hands lines on to `enter`, as many as there is room for, and says where there was none. */
function boundedWriter(clock: () => number, enter: (line: LogLine, isAuthored: boolean) => void): WriteLine {
  const authored = createLogBudget(clock);
  const told = createLogBudget(clock);
  return (line, isAuthored = false) => {
    if (line.package === undefined) return enter(line, false);
    const fate = (isAuthored ? authored : told).spend(line.package, line.message.length + textOf(line.facts).length);
    const note = { at: line.at, level: "warn", package: line.package, owner: undefined } as const;
    if (fate.type === "left out") {
      const message = isAuthored
        ? `\`${line.package}\` writes more into the log than one package may: its lines are left out for a while`
        : `\`${line.package}\` gives more to tell of it than the log has room for: it is left out for a while`;
      if (fate.isFirst) enter({ ...note, message, facts: {} }, false);
      return;
    }
    if (fate.leftOut > 0) {
      const message = `${fate.leftOut} lines of \`${line.package}\` were left out`;
      enter({ ...note, message, facts: { leftOut: fate.leftOut } }, false);
    }
    enter(line, isAuthored);
  };
}

function pass(logger: Logger, line: LogLine): void {
  const tags = {
    ...(line.package && { package: line.package }),
    ...(line.owner && { owner: line.owner }),
    ...(line.trace && { trace: line.trace }),
  };
  logger[line.level](line.message, { ...line.facts, ...tags });
}
