import type { AskedPermission } from "@larder/host-directory";

/** What a package asks for whose hooks are scripts: they run with the rights of the host itself. */
export const shellGrant: AskedPermission = { resource: "shell", actions: ["execute"], effect: "allow" };
