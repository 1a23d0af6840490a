export type * from "./larder-api.ts";
