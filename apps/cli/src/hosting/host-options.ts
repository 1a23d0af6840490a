import { text } from "../command.ts";

/** The options of every command that changes a host. */
export const hostOptions = {
  token: text("--token <token>", "the token for the host's registry; else LARDER_TOKEN, or the one in .npmrc"),
} as const;
