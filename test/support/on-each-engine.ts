import { describe } from "vitest";

import type { EngineName } from "./served-registry.ts";

/**
 * Runs `tests` on PGlite, and in the long run on Postgres too: the routes' own tests run on both each time, and what
 * a client prints does not depend on where the registry keeps its state.
 */
export function onEachEngine(tests: (engine: EngineName) => void): void {
  describe("on PGlite", () => {
    tests("PGlite");
  });
  describe("on Postgres", { tags: ["slow"] }, () => {
    tests("Postgres");
  });
}
