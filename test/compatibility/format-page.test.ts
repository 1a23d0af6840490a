import { expect, test } from "vitest";

import type { System } from "./capability.ts";
import { formatPage } from "./format-page.ts";
import type { RanTest } from "./proofs.ts";

const system: System = {
  name: "Elder",
  capabilities: [
    { id: "X1", words: "sing | dance" },
    { id: "X2", words: "fly" },
    { id: "X3", words: "swim" },
    { id: "X4", words: "dig", leftOut: "nobody digs" },
    { id: "X10", words: "rest" },
  ],
};

const passed = (title: string): RanTest => ({ file: "birds.test.ts", title, state: "passed" });

test("a capability is proved by the tests that cite its id, and by no other's", () => {
  const page = formatPage([system], [passed("[X1] [P4] sings"), passed("[X10] rests"), passed("walks")]);

  expect(page).toContain("| X1 | sing \\| dance | sings (`birds.test.ts`) |");
  expect(page).toContain("| X10 | rest | rests (`birds.test.ts`) |");
  expect(page).toContain("| X2 | fly | **no test** |");
  expect(page).toContain("| X4 | dig | left out: nobody digs |");
  expect(page).toContain("| Elder | 2 | 4 | 1 |");
});

test("one failed test is enough for a capability not to be proved", () => {
  const page = formatPage([system], [passed("[X2] flies"), { ...passed("[X2] lands"), state: "failed" }]);

  expect(page).toContain("| X2 | fly | **fails:** lands (`birds.test.ts`) |");
  expect(page).toContain("| Elder | 0 | 4 | 1 |");
});

test("a test that was skipped proves nothing", () => {
  expect(formatPage([system], [{ ...passed("[X3] swims"), state: "skipped" }])).toContain(
    "| X3 | swim | **no test** |",
  );
});
