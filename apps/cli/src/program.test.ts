import { expect, test } from "vitest";

import { UsageError } from "./errors.ts";
import { parseCommandLine } from "./program.ts";

const helpWidth = 100;

async function refusal(line: string): Promise<{ message: string; hint: string | undefined }> {
  const error = await parseCommandLine(line.split(" "), helpWidth).catch((thrown: unknown) => thrown);
  if (!(error instanceof UsageError)) throw new Error(`\`${line}\` was not refused`);
  return { message: error.message, hint: error.hint };
}

test("options of the program and of the command may stand in any order", async () => {
  const line = "--json search chart --cwd /tmp --kind plugin --quiet";

  const invocation = await parseCommandLine(line.split(" "), helpWidth);

  expect(invocation).toMatchObject({
    type: "command",
    entry: { name: "search" },
    input: { text: "chart", kind: "plugin", domain: undefined },
    global: { json: true, quiet: true, cwd: "/tmp", debug: false, color: undefined },
  });
});

test("`--version` after a command is that command's option", async () => {
  const invocation = await parseCommandLine(["publish", "themes", "--version", "1.2.3"], helpWidth);

  expect(invocation).toMatchObject({
    type: "command",
    input: { directory: "themes", version: "1.2.3", tag: "latest" },
  });
  expect(await parseCommandLine(["--version"], helpWidth)).toMatchObject({ type: "version" });
});

test.each([
  ["serv", "Unknown command `serv`", "Did you mean `serve`?"],
  ["usr add", "Unknown command `usr`", "Did you mean `user`?"],
  ["user ad", "Unknown command `ad`", "Did you mean `add`?"],
  ["serv --help", "Unknown command `serv`", "Did you mean `serve`?"],
  ["help serv", "Unknown command `serv`", "Did you mean `serve`?"],
  ["help user ad", "Unknown command `ad`", "Did you mean `add`?"],
  ["user add", "Missing required argument `name`", "Run `larder user add --help` to see what there is"],
  [
    "serve extra",
    "Too many arguments for `serve`. Expected 0 arguments but got 1: extra",
    "Run `larder serve --help` to see what there is",
  ],
  ["serve --lisen 1", "Unknown option `--lisen`", "Did you mean `--listen`?"],
  ["serve --wrong", "Unknown option `--wrong`", "Run `larder serve --help` to see what there is"],
  ["info", "Missing required argument `package`", "Run `larder info --help` to see what there is"],
  ["user", "`larder user` needs a command", "Run `larder user --help` to see which there are"],
  [
    "serve --listen",
    "Option `--listen <host:port>` argument missing",
    "Run `larder serve --help` to see what there is",
  ],
])("`larder %s` is refused with a next step", async (line, message, hint) => {
  expect(await refusal(line)).toEqual({ message, hint });
});
