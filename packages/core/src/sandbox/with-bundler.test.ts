import { readdirSync, readFileSync } from "node:fs";

import { expect, test, vi } from "vitest";

import { bundle } from "./bundle.ts";

const directory = import.meta.dirname;

test.runIf(process.platform === "linux")(
  "the process that bundles ends when there is nothing left to bundle",
  async () => {
    const before = ownChildren();
    const code = await Promise.all(
      ["1", "2", "3"].map((one) => bundle({ contents: `console.log(${one})`, directory })),
    );
    expect(code.map((made) => made.code)).toHaveLength(3);
    expect(ownChildren().length).toBeGreaterThan(before.length);

    await vi.waitFor(() => expect(ownChildren()).toEqual(before), { timeout: 5000, interval: 50 });

    expect((await bundle({ contents: "console.log(4)", directory })).code).toContain("console.log(4)");
  },
);

/** The processes that this one started and that run, by their ids. */
function ownChildren(): readonly string[] {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.filter((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state !== "Z" && Number(parent) === process.pid;
    } catch {
      // It ended since its name was listed.
      return false;
    }
  });
}
