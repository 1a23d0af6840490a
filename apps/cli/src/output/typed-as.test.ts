import { expect, test } from "vitest";

import { typedAs } from "./typed-as.ts";

const inCheckout = (text: string) => typedAs("npm run larder --", text);

test("in a checkout a command is printed as it is typed there", () => {
  expect(inCheckout("  next: Run `larder user add ada` or larder --help")).toBe(
    "  next: Run `npm run larder -- user add ada` or npm run larder -- --help",
  );
});

test.each([
  "This is a bug in larder: it serves nobody",
  "token = larder addition",
  "/home/larder add",
  "my-larder add",
])("prose and paths stay as they are: %s", (text) => {
  expect(inCheckout(text)).toBe(text);
});

test("where larder is installed nothing changes", () => {
  expect(typedAs("larder", "larder add x")).toBe("larder add x");
});
