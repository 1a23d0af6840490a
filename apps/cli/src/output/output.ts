import type { ColorChoice } from "../config.ts";
import type { ReportedError } from "./envelope.ts";
import { type Envelope, schemaOf } from "./envelope.ts";
import { createProgress, type Progress, silentProgress } from "./progress.ts";
import { type Style, styleOf } from "./style.ts";
import { typedAs } from "./typed-as.ts";
import { harmless, harmlessStyled } from "./visible.ts";

/** A stream of the process, as far as output needs it. */
export type OutputStream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, written?: () => void): unknown;
};

export type OutputOptions = {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  /** What a person types instead of `larder`. */
  readonly commandPrefix: string;
};

/**
 * The only owner of stdout and stderr.
 *
 * With `json` exactly one document goes to stdout, for failures too, and it is one line, so that a
 * program can read the document of a command that stays.
 */
export type Output = {
  readonly progress: Progress;
  /** A remark that does not stop the command. */
  readonly warn: (message: string) => void;
  /** The end of a command that came to data; with `error` when that is a failure, which `view` tells to people. */
  readonly result: (
    commandName: string,
    data: unknown,
    view: (style: Style) => string,
    error?: ReportedError,
  ) => Promise<void>;
  /** The end of a command that failed. */
  readonly fail: (commandName: string, error: ReportedError) => Promise<void>;
};

/** Returns the output of one run of the program. */
export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, json, quiet, commandPrefix } = options;
  const stdoutStyle = styleOf(colorsOn(options.color, stdout));
  const stderrStyle = styleOf(colorsOn(options.color, stderr));
  const warnings: string[] = [];
  const progress = quiet
    ? silentProgress
    : createProgress({
        isTTY: stderr.isTTY === true,
        columns: stderr.columns || 80,
        write: (text) => void stderr.write(text),
      });

  const printDocument = (envelope: Envelope) => write(stdout, `${JSON.stringify(envelope)}\n`);

  return {
    progress,
    warn(message) {
      warnings.push(message);
      if (!quiet) progress.note(`${stderrStyle.warn("warning")} ${typedAs(commandPrefix, harmless(message))}`);
    },
    async result(commandName, data, view, error) {
      progress.clear();
      const schema = schemaOf(commandName);
      if (json) {
        return printDocument(
          error === undefined ? { schema, ok: true, data, warnings } : { schema, ok: false, error, data, warnings },
        );
      }
      const text = view(stdoutStyle);
      if (text !== "") await write(stdout, `${harmlessStyled(typedAs(commandPrefix, text))}\n`);
    },
    async fail(commandName, error) {
      progress.clear();
      if (json) return printDocument({ schema: schemaOf(commandName), ok: false, error, warnings });
      await write(stderr, `${typedAs(commandPrefix, errorText(error, stderrStyle))}\n`);
    },
  };
}

/** What failed, why, and one next step, each on lines of its own. */
function errorText(error: ReportedError, style: Style): string {
  const lines = [`${style.bad("error")} ${harmless(error.summary)} ${style.dim(`(${error.code})`)}`];
  if (error.detail !== undefined) lines.push(...error.detail.split("\n").map((line) => `  ${harmless(line)}`));
  if (error.hint !== undefined) lines.push(`  ${style.good("next:")} ${harmless(error.hint)}`);
  return lines.join("\n");
}

function colorsOn(choice: ColorChoice, stream: OutputStream): boolean {
  return choice === "auto" ? stream.isTTY === true : choice === "always";
}

function write(stream: OutputStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
