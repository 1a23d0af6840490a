import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { finish, larderData, runLarder, spawnLarder } from "../support/larder-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const anyPorts = ["--listen", "127.0.0.1:0", "--host-listen", "127.0.0.1:0"];

test("the tour goes from publish to answer in an empty directory; again on other ports, it locks the same bytes and shows a way in that works", async () => {
  const data = await temporaryDirectory("tour");
  const lock = join(data, "tour", "host", "larder.lock");

  const first = await larderData(["tour", "--once", "--data", data, ...anyPorts]);
  await copyFile(lock, join(data, "first.lock"));
  const second = await openTour(["tour", "--data", data, ...anyPorts]);
  const opened = await Promise.all(second.addresses.map(openAsBrowser));
  const tried = await Promise.all(second.commands.map((words) => runLarder(words)));
  const answered = await larderData(["call", "notes.list", "--url", second.addresses[1] ?? ""]);
  const ended = await second.interrupt();

  expect(first).toEqual({
    published: [
      { name: "@examples/analytics", version: "1.0.0", by: "pnpm" },
      { name: "@examples/notes", version: "1.0.0", by: "pnpm" },
      { name: "prompt-themes", version: "1.0.0", by: "larder" },
    ],
    found: [
      containing({ name: "@examples/analytics", matched: expect.arrayContaining([containing({ name: "metrics" })]) }),
    ],
    locked: expect.arrayContaining([containing({ name: "prom-client", kind: "library" })]),
    installed: { generation: 1, packages: [expect.anything(), expect.anything(), expect.anything()] },
    answered: containing({ action: "notes.add", result: containing({ id: 1 }) }),
    ms: expect.any(Number),
  });
  expect(await readFile(lock, "utf8")).toBe(await readFile(join(data, "first.lock"), "utf8"));
  expect(opened).toEqual([htmlPage, htmlPage, htmlPage]);
  expect(second.commands.map(([name]) => name)).toEqual(["search", "info", "list", "call"]);
  expect(tried.map(({ code, stderr }) => ({ code, stderr }))).toEqual(tried.map(() => ({ code: 0, stderr: "" })));
  expect(answered).toMatchObject({ result: { notes: [{ id: 2 }, { id: 1 }] } });
  expect(ended).toBe(130);
});

const htmlPage = { status: 200, type: "text/html; charset=utf-8" };

async function openAsBrowser(address: string): Promise<typeof htmlPage> {
  const response = await fetch(address, { headers: { accept: "text/html,application/xhtml+xml" } });
  await response.arrayBuffer();
  return { status: response.status, type: response.headers.get("content-type")?.toLowerCase() ?? "none" };
}

type OpenTour = {
  readonly addresses: readonly string[];
  /** The words after `npm run larder --` of each command that it offers. */
  readonly commands: readonly (readonly string[])[];
  /** Presses Ctrl-C, and returns the exit code. */
  interrupt(): Promise<number | null>;
};

/** Takes the tour as a person does, until it says that it stays. */
async function openTour(words: readonly string[]): Promise<OpenTour> {
  const child = spawnLarder(words, { environment: { LARDER_COMMAND: "npm run larder --" } });
  const finished = finish(child);
  const text = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.stdout?.on("data", (chunk) => {
      printed += String(chunk);
      if (printed.includes("Ctrl-C")) resolve(printed);
    });
    void finished.then(({ code, stderr }) => reject(new Error(`The tour ended with ${code}: ${stderr}`)));
  });
  return {
    addresses: [...text.matchAll(/^ {2}(http\S+) /gm)].map(([, address = ""]) => address),
    commands: [...text.matchAll(/^ {2}npm run larder -- (.+)$/gm)].map(([, command = ""]) => command.split(" ")),
    async interrupt() {
      child.kill("SIGINT");
      return (await finished).code;
    },
  };
}

function containing(facts: { readonly [name: string]: unknown }): unknown {
  return expect.objectContaining(facts);
}
