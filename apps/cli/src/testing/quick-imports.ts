import { speedUpImports } from "../speed-up-imports.ts";

// Half of all test files import the library that is slow to import, each in a process of its own.
speedUpImports();
