export { answerResolve } from "./answer-resolve.ts";
export { packageFrameOf } from "./package-frame.ts";
export { resolveBodyOf, resolveRequestOf } from "./resolve-body.ts";
