import { signingKeysSchema } from "./answers.ts";
import type { RegistryClient } from "./registry-client.ts";
import type { RegistryError } from "./registry-error.ts";
import type { Requester } from "./requester.ts";

/** What registries without keys answer, as npm understands it too. */
const absences: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/** The call for the keys that versions are signed with. */
export function keysCall(requester: Requester): RegistryClient["fetchSigningKeys"] {
  return async () => (await requester.findJson("/-/npm/v1/keys", signingKeysSchema, { isAbsence }))?.keys;
}

function isAbsence({ status }: RegistryError): boolean {
  return absences.has(status);
}
