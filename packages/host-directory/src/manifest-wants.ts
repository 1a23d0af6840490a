import { ExpectedError } from "@larder/errors";
import { parseWanted, type Wanted } from "@larder/package-spec";
import { z } from "zod";

/** What is wanted of a package: a text that means something, and the same on every machine. */
export const wantedText: z.ZodType<string, string> = z
  .string()
  .min(1)
  .check((context) => {
    const reason = findFault(context.value);
    if (reason !== undefined) context.issues.push({ code: "custom", message: reason, input: context.value });
  });

function findFault(text: string): string | undefined {
  try {
    return faultOf(parseWanted(text));
  } catch (error) {
    if (error instanceof ExpectedError)
      return `${error.message}: neither a range, a tag, a repository, a folder nor an archive`;
    throw error;
  }
}

/** A lock goes with the host to other machines, and into version control. */
function faultOf(wanted: Wanted): string | undefined {
  switch (wanted.type) {
    case "path":
      return /^(?:\/|~|[A-Za-z]:)/.test(wanted.path)
        ? "must be relative to the host: other machines have no such folder"
        : undefined;
    case "tarball":
      return hasPassword(wanted.url) ? passwordFault : undefined;
    case "git":
      return hasPassword(wanted.repository) ? passwordFault : undefined;
    default:
      return undefined;
  }
}

const passwordFault = "must not hold a password: the lock would show it to everybody";

/** Does the address `url` hold a secret? The user in `ssh://git@host` is none; over http a name alone is a token. */
export function hasPassword(url: string): boolean {
  return /^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(url) || /^https?:\/\/[^/@]+@/i.test(url);
}
