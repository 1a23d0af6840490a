import { ExpectedError } from "@larder/errors";
import type { Grant } from "@larder/host-directory";

/** A sandboxed package asks for what the operator did not agree to. Nothing of it runs. */
export class UngrantedPermissionError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;
  readonly ungranted: readonly Grant[];

  constructor(packageName: string, ungranted: readonly Grant[], hostDirectory: string) {
    const asked = ungranted
      .map(({ resource, actions }) => `${visible(actions.join(" and "))} \`${visible(resource)}\``)
      .join(", ");
    super(`\`${packageName}\` asks to ${asked}, which you did not agree to`, {
      hint: `Agree to all that it asks for with \`larder add --grant ${packageName} --cwd ${hostDirectory}\``,
    });
    this.packageName = packageName;
    this.ungranted = ungranted;
  }
}

/** A stranger has written it: nothing in it may move a cursor, end a line or turn the direction of writing. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
