import { expect, test } from "vitest";

import { cvssScore } from "./cvss-score.ts";

const scored = [
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
  ["CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:N/A:N", 6.8],
  ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5],
  ["AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5],
] as const;

test.each(scored)("%s scores %d", (vector, score) => {
  expect(cvssScore(vector)).toBe(score);
});

test.each(["", "7.5", "high", "CVSS:3.1/AV:N", "CVSS:9.0/AV:N", `CVSS:3.1/${"AV:N/".repeat(1000)}`])(
  "%j scores nothing",
  (vector) => {
    expect(cvssScore(vector)).toBeUndefined();
  },
);
