import { App } from 'aws-cdk-lib';
import { warnOfCalendar } from './calendar-warning.ts';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { projectRoot } from './constructs/bundling.ts';
import { PipelineStack } from './pipeline-stack.ts';

const app = new App();
try {
  const config = readConfig(app.node.getAllContext(), projectRoot);
  const stack = new PipelineStack(app, 'Tierline', config);
  warnOfCalendar(stack, config.policyFile, new Date().toISOString().slice(0, 'YYYY-MM-DD'.length));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The message says all that the operator can mend; a stack trace of the CDK would only hide it.
  console.error(error.message);
  process.exitCode = 1;
}
