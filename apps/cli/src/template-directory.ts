import { fileURLToPath } from "node:url";

/** Where the files lie that new packages are made of; beside `src/` and `dist/`. */
export const templateDirectory: string = fileURLToPath(new URL("../templates/", import.meta.url));
