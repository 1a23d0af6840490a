/** Who asks through a door, once it is proved. */
export type Principal = {
  /** The account's name; `admin` is nobody special, the role is. */
  readonly id: string;
  /** `admin`, and what the host's own configuration calls its groups. */
  readonly roles: readonly string[];
  /** What routes and actions ask for by name, such as `notes.write`, besides what the roles bring. */
  readonly permissions: readonly string[];
};

/** Returns true for who may do everything that a host's owner may. */
export function isAdmin(principal: Principal): boolean {
  return principal.roles.includes("admin");
}
