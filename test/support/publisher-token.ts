import { larderData } from "./larder-process.ts";

/** Where a registry keeps its state, as the command line says it. */
export type RegistryPlace = readonly ["--data", string] | readonly ["--data", string, "--database-url", string];

/** The user who publishes. */
export const publisherName = "ada";

/** Makes the user `ada`, an admin, and returns a token of hers that may read and publish. */
export async function publisherToken(place: RegistryPlace): Promise<string> {
  await larderData(["user", "add", publisherName, "--admin", ...place], { input: "correct horse battery staple\n" });
  const data = await larderData(["token", "create", "--user", publisherName, "--scope", "read,publish", ...place]);
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error("`larder token create` printed no token");
}
