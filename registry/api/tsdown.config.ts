import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/resolving/solver-worker.ts", "src/testing/index.ts"]);
