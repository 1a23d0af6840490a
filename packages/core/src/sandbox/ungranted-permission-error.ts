import { ExpectedError } from "@larder/errors";
import type { Grant } from "@larder/host-directory";

/** A sandboxed package asks for what the operator did not agree to. Nothing of it runs. */
export class UngrantedPermissionError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;
  readonly ungranted: readonly Grant[];

  constructor(packageName: string, ungranted: readonly Grant[], hostDirectory: string) {
    const asked = ungranted.map(({ resource, actions }) => `${actions.join(" and ")} \`${resource}\``).join(", ");
    super(`\`${packageName}\` asks to ${asked}, which you did not agree to`, {
      hint: `Agree to all that it asks for with \`larder add --grant ${packageName} --cwd ${hostDirectory}\``,
    });
    this.packageName = packageName;
    this.ungranted = ungranted;
  }
}
