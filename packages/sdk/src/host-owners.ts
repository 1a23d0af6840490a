/**
 * What begins the names of the host's own events and actions, such as `package.started` and `xcore.health`: a plugin or a
 * domain that is called so could not have events of its own.
 */
export const hostOwners: ReadonlySet<string> = new Set(["host", "package", "permission", "plugin", "service", "xcore"]);
