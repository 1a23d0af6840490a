import { beforeEach, describe } from "vitest";

import type { BlobStore } from "../blob-store.ts";
import { keepingLaws, removingLaws } from "./keeping-laws.ts";
import { receivingLaws, refusingLaws } from "./receiving-laws.ts";

/** Proves that what `open` returns, an empty store each time, keeps every promise of {@link BlobStore}. */
export function describeBlobStore(title: string, open: () => Promise<BlobStore>): void {
  describe(`${title} is a blob store:`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await open();
    });

    receivingLaws(() => store);
    refusingLaws(() => store);
    keepingLaws(() => store);
    removingLaws(() => store);
  });
}
