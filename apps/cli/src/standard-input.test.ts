import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { createStandardInput } from "./standard-input.ts";

function world(isTTY = false) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const raw: boolean[] = [];
  let shown = "";
  const stderr = { isTTY, write: (text: string) => (shown += text) };
  const input = createStandardInput(Object.assign(stdin, { setRawMode: (on: boolean) => raw.push(on) }), stderr);
  return { stdin, input, raw, shown: () => shown };
}

test("piped input gives its first line that is not empty", async () => {
  const { stdin, input } = world();
  stdin.end("\n  secret  \nmore\n");

  expect(await input.firstLine()).toBe("secret");
});

test("piped input that ends without a line gives nothing", async () => {
  const { stdin, input } = world();
  stdin.end();

  expect(await input.firstLine()).toBeUndefined();
});

test("a secret is read up to Enter, with Backspace, and never shown", async () => {
  const { stdin, input, raw, shown } = world(true);

  const asked = input.askSecret("Password of ada");
  stdin.write("secretx");
  stdin.write("\u007f\r");

  expect(await asked).toBe("secret");
  expect(shown()).toBe("Password of ada: \n");
  expect(raw).toEqual([true, false]);
});

test("only a clear yes is one, and an input that ends says no", async () => {
  const answers: [string, boolean][] = [
    ["y", true],
    [" YES ", true],
    ["n", false],
    ["", false],
    ["yesterday", false],
  ];
  for (const [typed, meant] of answers) {
    const { stdin, input, shown } = world(true);
    const asked = input.confirm("Do you agree?");
    stdin.write(`${typed}\n`);
    expect([typed, await asked]).toEqual([typed, meant]);
    expect(shown()).toBe("Do you agree? [y/N] ");
  }

  const { stdin, input } = world(true);
  const asked = input.confirm("Do you agree?");
  stdin.end();
  expect(await asked).toBe(false);
});

test("one question after the other is asked and answered", async () => {
  const { stdin, input } = world(true);

  const first = input.confirm("One?");
  stdin.write("y\n");
  expect(await first).toBe(true);
  const second = input.confirm("Two?");
  stdin.write("n\n");
  expect(await second).toBe(false);
});

test("nobody can be asked without a terminal", () => {
  expect(world().input.canAsk).toBe(false);
  expect(world(true).input.canAsk).toBe(true);
});
