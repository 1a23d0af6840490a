import { expect, test } from "vitest";

import { newNameOf, slugOf } from "./slug.ts";

test.each([
  ["notes", "notes", "Notes", false],
  ["@acme/my-notes", "@acme/my-notes", "My notes", false],
  ["My Notes", "my-notes", "My Notes", true],
  ["@Acme Inc/Über uns!", "@acme-inc/uber-uns", "Über uns!", true],
  ["payment_gateway", "payment_gateway", "Payment gateway", false],
])("[H2] [X1] a package asked for as %s is called %s", (written, name, title, changed) => {
  expect(newNameOf(written)).toMatchObject({ name, title, changed });
});

test("what holds no letter and no digit names nothing, and what npm keeps for itself is refused", () => {
  expect(() => slugOf("…")).toThrow("`…` has no letter or digit to make a name of");
  expect(() => newNameOf("node_modules")).toThrow("`node_modules`");
});
