import type { UserRow } from "@larder/registry-database";

/** Returns a user as npm shows their profile. No address is verified, and there is no second factor. */
export function profileObject(user: UserRow): object {
  return {
    name: user.name,
    email: user.email,
    email_verified: false,
    tfa: false,
    cidr_whitelist: null,
    created: user.createdAt.toISOString(),
  };
}
