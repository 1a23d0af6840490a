import { ExpectedError } from "@larder/errors";

declare const orgBrand: unique symbol;
declare const teamBrand: unique symbol;

/** The name of an organisation, without the `@` of the scope that it owns. */
export type OrgName = string & { readonly [orgBrand]: "OrgName" };

/** The name of a team within its organisation: `developers`. */
export type TeamName = string & { readonly [teamBrand]: "TeamName" };

/** The team that every member of an organisation joins, and that every new package of its scope is granted to. */
export const developersTeam = "developers" as TeamName;

const pattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Returns `text` as the name of an organisation. Throws {@link InvalidOrgNameError}. */
export function parseOrgName(text: string): OrgName {
  if (!pattern.test(text)) throw new InvalidOrgNameError("an organisation", text);
  return text as OrgName;
}

/** Returns `text` as the name of a team. Throws {@link InvalidOrgNameError}. */
export function parseTeamName(text: string): TeamName {
  if (!pattern.test(text)) throw new InvalidOrgNameError("a team", text);
  return text as TeamName;
}

/** Returns how a team is written wherever it stands beside users: `@acme:developers`. */
export function formatTeam(org: OrgName, team: TeamName): string {
  return `@${org}:${team}`;
}

export class InvalidOrgNameError extends ExpectedError {
  readonly code = "EBADREQUEST";
  readonly text: string;

  constructor(noun: string, text: string) {
    super(`\`${text.slice(0, 64)}\` cannot name ${noun}`, {
      hint: "Use up to 64 lower-case letters, digits, dots, dashes and underscores, starting with a letter or a digit",
    });
    this.text = text;
  }
}
