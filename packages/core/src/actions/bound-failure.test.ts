// SPEC.md §4, actions. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { inBothModes } from "../testing/in-both-modes.ts";

test("[A20] what an action says of its failure is bounded, alike in both modes, and names the package and the limit", async () => {
  const seen = await inBothModes(
    {
      "plugins/notes/index.js": `
        import { definePlugin, error } from "@larder/sdk";
        export default definePlugin({
          actions: {
            words: () => error("x".repeat(20_000), "w".repeat(300), { id: 7 }),
            facts: () => { throw error("No", "no", { all: "x".repeat(300_000) }); },
            short: () => error("No", "no", { id: 7n }),
          },
        });`,
    },
    async (host) => {
      const failures: object[] = [];
      for (const action of ["words", "facts", "short"]) {
        const failure = (await host.call(`notes.${action}`, {}).catch((thrown: unknown) => thrown)) as {
          readonly message: string;
          readonly reason: string;
          readonly details: { readonly [fact: string]: unknown };
        };
        const { message, reason, details } = failure;
        failures.push({
          message: message.replace(/x{100,}/, "x…x"),
          reason: reason.replace(/w{100,}/, "w…w"),
          details,
        });
      }
      return failures;
    },
  );

  expect(seen.slice(0, 2)).toEqual([
    {
      message:
        "x…x… (10000 characters are the most; `@home/notes` gave 20000 characters: put the rest into the output)",
      reason: "w…w… (200 characters are the most; a code is a word)",
      details: { id: 7 },
    },
    {
      message: "No",
      reason: "no",
      details: {
        leftOut: expect.stringMatching(
          /^`@home\/notes` gave 30\d{4} bytes of facts, and 262144 are the most: put the rest into the output$/,
        ) as unknown,
      },
    },
  ]);
  expect(seen.slice(2)).toEqual([{ message: "No", reason: "no", details: { id: 7n } }]);
});
