import { ExpectedError } from "@larder/errors";
import { type RegistryClient, RegistryError, type SearchResults } from "@larder/registry-client";

/** Searches the registry of `client`. Throws {@link NotLarderError} when that is an npm registry of another make. */
export async function searchRegistry(
  client: RegistryClient,
  query: Parameters<RegistryClient["search"]>[0],
): Promise<SearchResults> {
  try {
    return await client.search(query);
  } catch (error) {
    throw error instanceof RegistryError && error.status === 404 ? new NotLarderError(client.url, error) : error;
  }
}

/** A registry knows npm's protocol only, and nothing of what is inside packages. */
export class NotLarderError extends ExpectedError {
  readonly code = "E404";
  readonly registry: string;

  constructor(registry: string, cause: RegistryError) {
    super(`\`${registry}\` is no Larder registry, so it cannot say what is inside packages`, {
      hint: "Name one with `--registry URL`, or in LARDER_REGISTRY",
      cause,
    });
    this.registry = registry;
  }
}
