import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Vitest leaves one core to itself, which is half of a machine with two. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Only what hangs meets these limits: the same tests run on machines that others keep busy. */
const longEnoughForProcesses = 240_000;
const longEnoughForSlowOnes = 1_800_000;

/** How long `expect.poll` looks for what comes at once on a machine that has nothing else to do. */
const expectations = { poll: { timeout: 10_000 } };

/** Spares half a second of a processor in every file that has to do with a database. */
const setupFiles = ["apps/cli/src/testing/quick-imports.ts"];

const usual = {
  testTimeout: longEnoughForProcesses,
  hookTimeout: longEnoughForProcesses,
  maxWorkers,
  expect: expectations,
  setupFiles,
};

/** Tests of whole processes: each file has several of them, and the gate must fit on two cores. */
const processes = { ...usual, maxWorkers: 2 };

export default defineConfig({
  test: {
    globalSetup: ["test/setup/postgres.ts", "test/setup/temporary-files.ts"],
    tags: [{ name: "slow", timeout: longEnoughForSlowOnes, description: "Only `npm run test:long` runs it" }],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,registry,apps}/*/src/**/*.test.{ts,tsx}"],
          ...usual,
        },
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
      },
      { test: { name: "scripts", include: ["scripts/**/*.test.ts"], ...usual } },
      { test: { name: "tidy", include: ["test/tidy/**/*.test.ts"], ...usual } },
      { test: { name: "examples", include: ["test/examples/**/*.test.ts"], ...processes } },
      { test: { name: "e2e", include: ["test/!(tidy|faults|examples)/**/*.test.ts"], ...processes } },
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], ...processes } },
    ],
  },
});
