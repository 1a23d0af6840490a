export { createPages } from "./pages.tsx";
export type { Pages, PagesOptions, PagesSource } from "./pages.tsx";
