import { expect, test } from 'vitest';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { flat, synthesize, type Text } from './synthesize.ts';

const { of } = synthesize();
const [dashboard] = of<{ DashboardName: string; DashboardBody: Text }>('AWS::CloudWatch::Dashboard');
const body = flat(dashboard?.properties.DashboardBody as Text);

test('the dashboard shows the age of every queue, the dead letters of every queue, and every function', () => {
  for (const { id } of of('AWS::SQS::Queue')) expect(body, id).toContain(`<${id}.QueueName>`);
  for (const { id } of of('AWS::Lambda::Function')) expect(body, id).toContain(`<${id}>`);
});

test('it shows what an operator asks for first', () => {
  for (const name of ['rowsRefused', 'slicesHeld', 'runCompleted', 'workWaiting'] as const)
    expect(body).toContain(metricNames[name]);
  expect(body).toContain('tierline doctor --stack');
});
