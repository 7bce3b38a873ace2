import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { projectRoot } from './constructs/bundling.ts';
import { PipelineStack } from './pipeline-stack.ts';

const app = new App();
try {
  const config = readConfig(app.node.getAllContext(), projectRoot);
  new PipelineStack(app, 'Tierline', config);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The message says all that the operator can mend; a stack trace of the CDK would only hide it.
  console.error(error.message);
  process.exitCode = 1;
}
