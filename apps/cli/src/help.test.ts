import { expect, test } from "vitest";

import { commandTable } from "./command-table.ts";
import { parseCommandLine } from "./program.ts";

async function helpOf(words: readonly string[]): Promise<string> {
  const invocation = await parseCommandLine([...words, "--help"], 100);
  if (invocation.type === "command") throw new Error(`\`${words.join(" ")} --help\` would run the command`);
  return invocation.text;
}

test("the help of the program lists its commands and its exit codes", async () => {
  expect(await helpOf([])).toMatchSnapshot();
});

test("the help of the program says of each command what it is for", async () => {
  const commands = (await helpOf([])).split("\n").filter((line) => /^ {2}[a-z]/.test(line));

  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter((line) => line.trim().split(/\s+/).length < 2)).toEqual([]);
});

test.each(commandTable.map(({ name }) => name))("the help of `larder %s`", async (name) => {
  expect(await helpOf(name.split(" "))).toMatchSnapshot();
});

test.each(commandTable)(
  "the examples of `larder $name` are of that command, and say what they do",
  async ({ name, load }) => {
    const { command } = await load();

    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      expect(example.command).toMatch(new RegExp(`^larder ${name}( |$)`));
      expect(example.does).not.toBe("");
    }
  },
);

test("`larder help serve` is `larder serve --help`", async () => {
  const invocation = await parseCommandLine(["help", "serve"], 100);

  expect(invocation).toEqual({ type: "help", text: await helpOf(["serve"]) });
});
