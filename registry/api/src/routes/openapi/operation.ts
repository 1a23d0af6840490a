import { factory } from "../registry-routes.ts";
import { noteOperation, type Operation } from "./route-notes.ts";

/**
 * Describes a route of Larder's own API: the first of its handlers.
 *
 * What the route takes is said by its `valid()` and `validJson()`; what it answers is said here. The
 * tests compare each answer with it.
 */
export function operation(description: Operation): ReturnType<typeof factory.createMiddleware> {
  return noteOperation(
    factory.createMiddleware((_c, next) => next()),
    description,
  );
}
