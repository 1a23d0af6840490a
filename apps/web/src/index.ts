export { createPages } from "./pages.tsx";
export type { Pages, PagesOptions, PagesSource } from "./pages.tsx";
export { sourceOf } from "./source-of.ts";
export type { OwnRegistry } from "./source-of.ts";
