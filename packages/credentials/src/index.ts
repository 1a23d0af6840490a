export { hashPassword, verifyPassword } from "./password.ts";
export { createSecret, hashSecret } from "./secret.ts";
export type { Secret } from "./secret.ts";
