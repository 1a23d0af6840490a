export { answerResolve } from "./answer-resolve.ts";
export { resolveBodyOf, resolveRequestOf } from "./resolve-body.ts";
