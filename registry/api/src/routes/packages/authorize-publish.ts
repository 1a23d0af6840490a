import { type PackageName, parsePublishableName, scopeOf } from "@larder/package-spec";
import { findPackageRights, findUplinkNameInScope, type PackageRights } from "@larder/registry-database";

import { ForbiddenError, LoginNeededError } from "../../accounts/account-errors.ts";
import { authorize } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import { findOrigin, type Origin } from "../../origins/find-origin.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { Access } from "../../publishing/check-publish-document.ts";
import { uplinkOf } from "../read-origin.ts";

/** Who wants to publish what. */
export type PublishAttempt = { readonly caller: Caller; readonly name: PackageName; readonly hops: string };

/** A caller who may publish, and the same question again for the transaction that holds the package. */
export type PublishPermission = {
  readonly publisher: Extract<Caller, { type: "user" }>;
  readonly assertAllowed: (rights: PackageRights) => void;
  readonly accessOfRule: Access | undefined;
};

/**
 * Checks that the caller may publish `name` here, before the body is read.
 *
 * Throws what {@link authorize} throws, and {@link ForbiddenError} when the name belongs to an uplink.
 */
export async function authorizePublish(registry: RegistryParts, attempt: PublishAttempt): Promise<PublishPermission> {
  const { caller, name } = attempt;
  parsePublishableName(name);
  await registry.refresh();
  const origin = findOrigin(registry.configuration, registry.hostedNames.claims, name);
  if (origin === undefined) throw new ForbiddenError(`No rule of this registry covers \`${name}\``, askOperator);

  const { rule } = origin;
  const assertAllowed = (rights: PackageRights): void => authorize(caller, { action: "publish", name, rule, rights });
  // Names without a scope belong to nobody before they are published. The transaction asks again.
  const isNobodys = scopeOf(name) === undefined && !registry.hostedNames.has(name);
  assertAllowed(isNobodys ? { org: null, pkg: undefined } : await findPackageRights(registry.database.db, name));
  if (origin.type === "uplink") await assertClaimable(registry, attempt, origin);
  if (caller.type === "anonymous") throw new LoginNeededError(`publish \`${name}\``);
  const accessOfRule = scopeOf(name) === undefined ? "public" : rule.access;
  return { publisher: caller, assertAllowed, accessOfRule };
}

const askOperator = "Ask the operator to add a rule for it to registry.yaml";

/** A first publish claims its scope, or its name, only where the uplink has nothing under it. */
async function assertClaimable(
  registry: RegistryParts,
  { name, hops }: PublishAttempt,
  origin: Extract<Origin, { type: "uplink" }>,
): Promise<void> {
  const { uplink, rule } = origin;
  if (!rule.claims) throw new ForbiddenError(`\`${name}\` comes from the uplink \`${uplink}\``, askOperator);

  const scope = scopeOf(name);
  const inScope =
    scope === undefined ? undefined : await findUplinkNameInScope(registry.database.db, { uplink, scope });
  if (inScope !== undefined) {
    throw new ForbiddenError(
      `\`${name}\` cannot be published: its scope comes from the uplink \`${uplink}\`, which served \`${inScope}\``,
      `Use another scope, or declare \`${scope}/*\` as \`hosted\` in registry.yaml`,
    );
  }
  if (await uplinkOf(registry, origin).documents.has(name, hops)) {
    throw new ForbiddenError(
      `\`${name}\` cannot be published: the uplink \`${uplink}\` has a package of that name`,
      `Use another name, or declare \`${name}\` as \`hosted\` in registry.yaml`,
    );
  }
}
