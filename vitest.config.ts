import { defineConfig } from "vitest/config";

const longEnoughForProcesses = 120_000;

/** How long `expect.poll` looks for what comes at once on a machine that has nothing else to do. */
const expectations = { poll: { timeout: 10_000 } };

/** Tests of whole processes: each file has several of them, and the gate must fit on two cores. */
const processes = {
  testTimeout: longEnoughForProcesses,
  hookTimeout: longEnoughForProcesses,
  maxWorkers: 2,
  expect: expectations,
};

export default defineConfig({
  test: {
    globalSetup: ["test/setup/postgres.ts"],
    tags: [{ name: "slow", timeout: 300_000, description: "Only `npm run test:long` runs it" }],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,registry,apps}/*/src/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          expect: expectations,
        },
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
      },
      { test: { name: "scripts", include: ["scripts/**/*.test.ts"], testTimeout: 30_000 } },
      { test: { name: "tidy", include: ["test/tidy/**/*.test.ts"] } },
      { test: { name: "examples", include: ["test/examples/**/*.test.ts"], testTimeout: longEnoughForProcesses } },
      { test: { name: "e2e", include: ["test/!(tidy|faults|examples)/**/*.test.ts"], ...processes } },
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], ...processes } },
    ],
  },
});
