import { expect, test } from "vitest";

import { withoutExceptions } from "./exceptions.ts";
import { findFolderOrderViolations, findRoomOrderViolations } from "./import-order.ts";
import { listSourceFiles } from "./source-file.ts";

test("a room imports only rooms that stand before it", () => {
  expect(withoutExceptions(listSourceFiles().flatMap(findRoomOrderViolations))).toEqual([]);
});

test("inside the large rooms a folder imports only folders before it", () => {
  expect(withoutExceptions(listSourceFiles().flatMap(findFolderOrderViolations))).toEqual([]);
});

test("an import of a later room is found, in each form that an import can have", () => {
  const text = `
    import type { Store } from "@larder/store";
    export { open } from "@larder/sql/testing";
    const core = await import("@larder/core");
    import "@larder/errors";
  `;

  expect(findRoomOrderViolations({ path: "packages/lockfile/src/lock.ts", text })).toEqual([
    "packages/lockfile/src/lock.ts imports `@larder/store`",
    "packages/lockfile/src/lock.ts imports `@larder/sql/testing`",
    "packages/lockfile/src/lock.ts imports `@larder/core`",
  ]);
});

test("an import of a stranger, and a path into another room, are found", () => {
  const text = `import "@larder/core"; import "../../store/src/open-store.ts"; import "./plan.ts";`;

  expect(findRoomOrderViolations({ path: "packages/installer/src/apply.ts", text })).toEqual([
    "packages/installer/src/apply.ts imports `@larder/core`",
    "packages/installer/src/apply.ts reaches out of its room with `../../store/src/open-store.ts`",
  ]);
});

test("an import of a later folder of the same room is found", () => {
  const path = "registry/api/src/publishing/publish.ts";
  const text = `import "../accounts/authorize.ts"; import "../routes/put.ts"; import "../app.ts"; import "./body.ts";`;

  expect(findFolderOrderViolations({ path, text })).toEqual([
    `${path} imports \`../routes/put.ts\``,
    `${path} imports \`../app.ts\``,
  ]);
});

test("a new folder of a large room must be given its place", () => {
  const path = "packages/core/src/misc/thing.ts";

  expect(findFolderOrderViolations({ path, text: "" })).toEqual([
    `${path} is in a folder that has no place in the order`,
  ]);
});
