import { expect, onTestFinished, test, vi } from "vitest";

import { createOutput, type OutputStream } from "./output.ts";
import { createProgress } from "./progress.ts";
import { columns, formatBytes, formatDuration } from "./style.ts";

function memoryStream(isTTY = false): OutputStream & { readonly text: () => string } {
  let all = "";
  return {
    isTTY,
    columns: 40,
    text: () => all,
    write: (text, written) => {
      all += text;
      written?.();
    },
  };
}

function world(
  options: { json?: boolean; quiet?: boolean; color?: "auto" | "always" | "never"; isTTY?: boolean } = {},
) {
  const { json = false, quiet = false, color = "never", isTTY = false } = options;
  const stdout = memoryStream(isTTY);
  const stderr = memoryStream(isTTY);
  return { stdout, stderr, output: createOutput({ stdout, stderr, json, quiet, color, commandPrefix: "larder" }) };
}

const problem = { code: "EHELD", summary: "It is held", detail: "by one\nby two", hint: "Stop it" } as const;

test("a result is its view for people, and one line of JSON with the warnings for programs", async () => {
  const human = world();
  const json = world({ json: true });
  for (const { output } of [human, json]) {
    output.warn("mind the gap");
    await output.result("user add", { name: "ada" }, (style) => style.bold("Created ada"));
  }

  expect(human.stdout.text()).toBe("Created ada\n");
  expect(human.stderr.text()).toBe("warning mind the gap\n");
  expect(json.stdout.text()).toBe(
    '{"schema":"larder.user-add/1","ok":true,"data":{"name":"ada"},"warnings":["mind the gap"]}\n',
  );
});

test("a failure goes to stderr for people, and to stdout as the one document for programs", async () => {
  const human = world();
  const json = world({ json: true });
  for (const { output } of [human, json]) await output.fail("serve", problem);

  expect(human.stdout.text()).toBe("");
  expect(human.stderr.text()).toBe("error It is held (EHELD)\n  by one\n  by two\n  next: Stop it\n");
  expect(JSON.parse(json.stdout.text())).toEqual({ schema: "larder.serve/1", ok: false, error: problem, warnings: [] });
  expect(json.stderr.text()).toBe("");
});

test("whatever was put into a text, a terminal is only given something to read, and a program all of it", async () => {
  const hostile = "left\u001b[2J\u001b]0;title\u0007pad";
  const human = world({ isTTY: true });
  const json = world({ json: true });
  for (const { output } of [human, json]) {
    output.warn(hostile);
    await output.result("list", { name: hostile }, () => hostile);
    await output.fail("list", { code: "E404", summary: hostile, hint: hostile });
  }

  const read = String.raw`left\u{1b}[2J\u{1b}]0;title\u{7}pad`;
  expect(human.stdout.text()).toBe(`${read}\n`);
  expect(human.stderr.text()).toBe(`warning ${read}\nerror ${read} (E404)\n  next: ${read}\n`);
  expect(JSON.parse(json.stdout.text().split("\n")[0] ?? "")).toMatchObject({ data: { name: hostile } });
});

test("what is a failure and has data all the same tells both to programs, and its view to people", async () => {
  const human = world();
  const json = world({ json: true });
  for (const { output } of [human, json]) await output.result("verify", { whole: false }, () => "damaged", problem);

  expect(human.stdout.text()).toBe("damaged\n");
  expect(human.stderr.text()).toBe("");
  expect(JSON.parse(json.stdout.text())).toEqual({
    schema: "larder.verify/1",
    ok: false,
    error: problem,
    data: { whole: false },
    warnings: [],
  });
});

test("colours follow the choice, and the terminal when there is none", async () => {
  const texts = await Promise.all(
    [{ color: "always" }, { color: "never", isTTY: true }, { color: "auto" }, { color: "auto", isTTY: true }].map(
      async (options) => {
        const { output, stdout } = world(options as Parameters<typeof world>[0]);
        await output.result("list", {}, (style) => style.good("fine"));
        return stdout.text().includes("\u001b[");
      },
    ),
  );

  expect(texts).toEqual([true, false, false, true]);
});

function progressOn(terminal: OutputStream, width: number) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  return createProgress({ isTTY: terminal.isTTY === true, columns: width, write: (text) => void terminal.write(text) });
}

test("progress is silent for 200 ms, then redraws one line on a terminal that is never wider than it", () => {
  const terminal = memoryStream(true);
  const progress = progressOn(terminal, 40);

  progress.status("resolving 1");
  vi.advanceTimersByTime(100);
  progress.status("resolving 2");
  vi.advanceTimersByTime(99);
  expect(terminal.text()).toBe("");
  vi.advanceTimersByTime(1);
  progress.status("x".repeat(100));
  progress.note("done");

  expect(terminal.text()).toBe(`\r\u001b[2Kresolving 2\r\u001b[2K${"x".repeat(39)}\r\u001b[2Kdone\n`);
});

test("progress in a log appends each status once, at most one a second, and what a command waits for in the end", () => {
  const terminal = memoryStream();
  const progress = progressOn(terminal, 80);

  for (const [passedMs, text] of [
    [100, "a"],
    [300, "b"],
    [100, "c"],
    [800, "d"],
    [0, "e"],
    [5000, "e"],
  ] as const) {
    vi.advanceTimersByTime(passedMs);
    progress.status(text);
  }

  expect(terminal.text()).toBe("a\nc\ne\n");
});

test("a status that was not drawn yet when the command ends is never drawn", () => {
  const terminal = memoryStream();
  const progress = progressOn(terminal, 80);

  progress.status("resolving");
  progress.clear();
  vi.advanceTimersByTime(10_000);

  expect(terminal.text()).toBe("");
});

test("quiet prints no progress and no warnings, but results and failures", async () => {
  const { output, stdout, stderr } = world({ quiet: true });
  output.warn("hidden");
  output.progress.note("hidden");
  await output.result("list", {}, () => "shown");
  await output.fail("list", { code: "E404", summary: "Gone" });

  expect(stdout.text()).toBe("shown\n");
  expect(stderr.text()).toBe("error Gone (E404)\n");
});

test("numbers read well", () => {
  expect([0, 999, 1234, 5_600_000].map(formatBytes)).toEqual(["0 B", "999 B", "1.2 kB", "5.6 MB"]);
  expect([0.4, 999.4, 1500].map(formatDuration)).toEqual(["0 ms", "999 ms", "1.5 s"]);
  expect(
    columns([
      ["a", "bb"],
      ["ccc", ""],
    ]),
  ).toBe("a    bb\nccc");
});
