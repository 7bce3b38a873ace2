import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { makeStack } from './synthesize.ts';

const violations = (context: Record<string, unknown>, add?: (stack: ReturnType<typeof makeStack>['stack']) => void) => {
  const { app, stack } = makeStack(context);
  add?.(stack);
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
};

test.each([
  ['as it is', {}],
  ['in production, with alarms by e-mail', { stage: 'prod', alarmEmail: 'night-desk@example.com' }],
  ['in the embedded AWS', { stage: 'local' }],
])('the stack %s keeps the rules of AwsSolutions', (_, context) => {
  expect(violations(context)).toEqual([]);
});

test('the rules would find a bucket without protection', () => {
  expect(violations({}, (stack) => new Bucket(stack, 'Open'))).toContain('AwsSolutions-S10 Tierline/Open/Resource');
});

test('every exception says why', () => {
  const { stack } = makeStack();
  const reasons = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .filter(([rule]) => rule.includes('AwsSolutions'));
  expect(reasons.length).toBeGreaterThan(0);
  for (const [rule, reason] of reasons) expect(reason, rule).toMatch(/^[A-Z].{30,}\.$/);
  const rules = new Set(reasons.map(([rule]) => rule.replace(/^.*(AwsSolutions-\w+).*$/, '$1')));
  expect([...rules].sort()).toEqual([
    'AwsSolutions-APIG4',
    'AwsSolutions-IAM5',
    'AwsSolutions-S1',
    'AwsSolutions-SMG4',
  ]);
});
