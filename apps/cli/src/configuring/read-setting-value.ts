import { UsageError } from "../errors.ts";
import type { Context } from "../context.ts";

/** Which setting a value is for. */
export type AskedSetting = {
  readonly packageName: string;
  readonly path: string;
  readonly isSecret: boolean;
  /** What stands on the command line. */
  readonly given: string | undefined;
};

/**
 * Returns the value of a setting: from the command line, from what is piped in, or from a person who is asked and sees
 * nothing of a secret. Throws {@link UsageError} for a secret on the command line, and when there is no value.
 */
export async function readSettingValue(
  { input }: Pick<Context, "input">,
  { packageName, path, isSecret, given }: AskedSetting,
): Promise<string> {
  if (given !== undefined && !isSecret) return given;
  if (given !== undefined) {
    throw new UsageError(`\`${path}\` is a secret, and other users of this machine can read a command line`, {
      hint: `Leave the value out and you are asked for it, or pipe it: larder config set ${packageName} ${path} < FILE`,
    });
  }
  const value = input.isTTY ? await askFor(input, path, isSecret) : await input.text();
  if (value !== undefined && value !== "") return value;
  throw new UsageError(`There is no value for \`${path}\``, {
    hint: `Name it: larder config set ${packageName} ${path} VALUE`,
  });
}

async function askFor(input: Context["input"], path: string, isSecret: boolean): Promise<string | undefined> {
  return isSecret && input.canAsk ? await input.askSecret(path) : undefined;
}
