import { expect, test } from "vitest";

import { UngrantedPermissionError } from "./ungranted-permission-error.ts";

test("what a package asks for is shown without what would move a cursor, end a line or turn the direction", () => {
  const resource = "net:\u{1b}[2J\n\u{202e}moc.elpmaxe";

  const { message } = new UngrantedPermissionError("@home/metrics", [{ resource, actions: ["fetch\r"] }], "/srv/host");

  expect(message).toBe(
    String.raw`${"`@home/metrics`"} asks to fetch\u{d} ${"`net:\\u{1b}[2J\\u{a}\\u{202e}moc.elpmaxe`"}, which you did not agree to`,
  );
});
