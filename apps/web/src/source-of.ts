import { createRegistryClient } from "@larder/registry-client";

import type { PagesSource } from "./pages.tsx";

/** A registry in this very process. */
export type OwnRegistry = {
  /** Where clients reach it. */
  readonly publicUrl: string;
  readonly fetch: (request: Request) => Promise<Response>;
};

/** Returns the pages' source of a registry in the same process, which is asked through its public API all the same. */
export function sourceOf({ publicUrl, fetch }: OwnRegistry): PagesSource {
  return createRegistryClient({ url: publicUrl, fetch });
}
