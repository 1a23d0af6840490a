import { ExpectedError } from "@larder/errors";
import type { OrgName } from "@larder/registry-database";

/** An organisation would have nobody who can say who is in it. */
export class OwnerNeededError extends ExpectedError {
  readonly code = "EPOLICY";

  constructor(org: OrgName) {
    super(`The organisation \`${org}\` would have no owner`, {
      hint: `Make somebody else its owner first, with \`npm org set ${org} NAME owner\``,
    });
  }
}

/** Only members of an organisation are in its teams, and only they can leave it. */
export class NotMemberError extends ExpectedError {
  readonly code = "E404";

  constructor(org: OrgName, user: string) {
    super(`\`${user}\` is not a member of the organisation \`${org}\``, {
      hint: `An owner adds members with \`npm org set ${org} ${user}\``,
    });
  }
}

/** Somebody who cannot act here cannot act for others either. */
export class DisabledMemberError extends ExpectedError {
  readonly code = "EPOLICY";

  constructor(user: string) {
    super(`The user \`${user}\` is disabled`, { hint: "Choose somebody else" });
  }
}
