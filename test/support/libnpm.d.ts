/** The libraries behind npm's commands, which say nothing about their types; as far as the tests call them. */
type Options = {
  readonly registry: string;
  readonly forceAuth: { readonly token: string };
  readonly [option: string]: unknown;
};

declare module "libnpmaccess" {
  export function getCollaborators(pkg: string, options: Options): Promise<unknown>;
  export function getPackages(scopeOrTeam: string, options: Options): Promise<unknown>;
  export function getVisibility(pkg: string, options: Options): Promise<unknown>;
  export function setAccess(pkg: string, access: string, options: Options): Promise<true>;
  export function setMfa(pkg: string, level: string, options: Options): Promise<true>;
  export function setPermissions(team: string, pkg: string, permissions: string, options: Options): Promise<true>;
  export function removePermissions(team: string, pkg: string, options: Options): Promise<true>;
}

declare module "libnpmorg" {
  export function ls(org: string, options: Options): Promise<unknown>;
  export function rm(org: string, user: string, options: Options): Promise<null>;
  export function set(org: string, user: string, role: string, options: Options): Promise<unknown>;
}

declare module "libnpmpublish" {
  export function publish(manifest: object, tarball: Uint8Array, options: Options): Promise<unknown>;
  export function unpublish(spec: string, options: Options): Promise<boolean>;
}

declare module "libnpmsearch" {
  const search: (query: string | readonly string[], options: Options) => Promise<unknown[]>;
  export default search;
}

declare module "libnpmteam" {
  export function add(user: string, team: string, options: Options): Promise<unknown>;
  export function create(team: string, options: Options): Promise<unknown>;
  export function destroy(team: string, options: Options): Promise<true>;
  export function lsTeams(scope: string, options: Options): Promise<readonly string[]>;
  export function lsUsers(team: string, options: Options): Promise<readonly string[]>;
  export function rm(user: string, team: string, options: Options): Promise<true>;
}

declare module "npm-profile" {
  export type LoggedIn = { readonly token: string; readonly username?: string };
  export type Token = { readonly key: string; readonly token: string; readonly readonly: boolean };
  export function createToken(
    password: string,
    isReadonly: boolean,
    cidr: readonly string[],
    options: Options,
  ): Promise<Token>;
  export function get(options: Options): Promise<unknown>;
  export function listTokens(options: Options): Promise<Token[]>;
  export function loginCouch(name: string, password: string, options: object): Promise<LoggedIn>;
  export function loginWeb(opener: (url: string) => Promise<void>, options: object): Promise<LoggedIn>;
  export function removeToken(key: string, options: Options): Promise<null>;
  export function set(profile: object, options: Options): Promise<unknown>;
}
