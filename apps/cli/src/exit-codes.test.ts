import { errorCodes } from "@larder/errors";
import { expect, test } from "vitest";

import { exitCodeMeanings, exitCodeOf } from "./exit-codes.ts";

test("every error code ends the process with a documented failure", () => {
  const documented = new Set(exitCodeMeanings.map(([code]) => code));
  const codes = Object.keys(errorCodes) as (keyof typeof errorCodes)[];

  expect(codes.map(exitCodeOf).filter((code) => code === 0 || !documented.has(code))).toEqual([]);
});

test("[H16] what scripts tell apart has exit codes of its own", () => {
  const codes = ["EUSAGE", "ELOCKSTALE", "ENEEDAUTH", "ENETWORK", "EINTEGRITY", "ERESOLVE", "EHELD"] as const;

  expect(codes.map(exitCodeOf)).toEqual([2, 3, 4, 5, 6, 7, 1]);
});
