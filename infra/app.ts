import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { projectRoot } from './constructs/bundling.ts';
import { PipelineStack } from './pipeline-stack.ts';

const app = new App();
try {
  new PipelineStack(app, 'Tierline', readConfig(app.node.getAllContext(), projectRoot));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The message says all that the operator can mend; a stack trace of the CDK would only hide it.
  console.error(error.message);
  process.exitCode = 1;
}
