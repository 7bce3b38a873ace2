/**
 * Stands in the bundles for `node:http`; see `infra/constructs/bundling.ts`. Whoever imports that as a module gets all of its
 * members made, and one of them is undici: a fifth of a small function's cold start, for what no function uses.
 */
export const { Agent, request, STATUS_CODES } = process.getBuiltinModule('node:http');
