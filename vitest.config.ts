import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    tags: [{ name: "slow", timeout: 300_000, description: "Runs in test:long only" }],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,registry,apps}/*/src/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
        },
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
      },
    ],
  },
});
