import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { warnOfCalendar } from '../../infra/calendar-warning.ts';
import { projectRoot } from '../../infra/constructs/bundling.ts';

const warnings = (today: string): string[] => {
  const stack = new Stack(new App(), 'Tierline');
  warnOfCalendar(stack, join(projectRoot, 'policies', 'three-dimensions.json'), today);
  return stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
};

test('the synth warns weeks before the last day whose holidays are known for certain, and not before', () => {
  expect(warnings('2026-10-31')).toEqual([]);
  expect(warnings('2026-11-02')).toEqual([
    expect.stringContaining('The calendar "china" knows holidays until 2026-12-31 only'),
  ]);
});
