import { expect, test } from "vitest";

import { withoutExceptions } from "./exceptions.ts";
import { findOwnerViolations } from "./owners.ts";
import { listSourceFiles } from "./source-file.ts";

test("each outside thing is touched only by its owner", () => {
  expect(withoutExceptions(listSourceFiles().flatMap(findOwnerViolations))).toEqual([]);
});

test("a room that reaches for what it does not own is found", () => {
  const path = "packages/store/src/open-store.ts";
  const text = `
    import { spawn } from "node:child_process";
    import { drizzle } from "drizzle-orm/pglite";
    const home = process.env["HOME"];
    const level = globalThis.process.env.LEVEL;
    process["exit"](1);
  `;

  expect(findOwnerViolations({ path, text })).toEqual([
    `${path} imports \`node:child_process\`, but does not own child processes`,
    `${path} imports \`drizzle-orm/pglite\`, but does not own Drizzle`,
    `${path} uses \`process.exit\`, but does not own stdout, stderr and exit`,
    `${path} uses \`process.env\`, but does not own the environment`,
  ]);
});

test("an owner may", () => {
  const text = `import { drizzle } from "drizzle-orm/pglite"; import postgres from "postgres";`;

  expect(findOwnerViolations({ path: "packages/sql/src/open-sql.ts", text })).toEqual([]);
});
