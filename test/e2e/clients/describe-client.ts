import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type ClientName, olderClientNames, versionOfClient } from "../../support/npm-clients.ts";
import type { EngineName } from "../../support/served-registry.ts";
import type { Proof } from "./row.ts";
import { rows } from "./rows.ts";
import { openStage, type Stage } from "./stage.ts";

/** A row that a package manager has. */
type Cell = { readonly command: string; readonly isShort: boolean; readonly proof: Proof };

/**
 * Declares a test for every command that `name` has, against one registry on `engine`. Of an older package manager
 * all are for the long run.
 */
export function describeClient(name: ClientName, engine: EngineName): void {
  const cells = rows.flatMap(({ command, isShort = false, by }): Cell[] => {
    const proof = by[name];
    return proof === undefined ? [] : [{ command, isShort: isShort && !isOlder(name), proof }];
  });

  describe(`${name} ${versionOfClient(name)} on ${engine}`, () => {
    let stage: Stage | undefined;

    const prove = async ({ proof }: Cell): Promise<void> => {
      if (stage === undefined) throw new Error("The registry of these tests did not start");
      await proof(stage);
    };

    beforeAll(async () => {
      stage = await openStage(name, engine);
    });
    afterAll(() => stage?.[Symbol.asyncDispose]());

    test.each(cells.filter(({ isShort }) => isShort))("$command", async (cell) => {
      await expect(prove(cell)).resolves.toBeUndefined();
    });

    test.each(cells.filter(({ isShort }) => !isShort))("$command", { tags: ["slow"] }, async (cell) => {
      await expect(prove(cell)).resolves.toBeUndefined();
    });
  });
}

function isOlder(name: ClientName): boolean {
  return olderClientNames.some((older) => older === name);
}
