/**
 * Stands in the bundles for the SDK's chain of credential providers; see `infra/constructs/bundling.ts`. Lambda gives
 * credentials by the environment. The rest of the chain (profiles, SSO, STS, instance metadata) is 100 KB of each bundle,
 * and a seventh of a cold start, that no function can use.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
