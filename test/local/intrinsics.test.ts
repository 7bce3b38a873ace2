import { expect, test } from 'vitest';
import { resolver, type Template, type Value } from '../../local/aws/intrinsics.ts';

const template: Template = {
  Parameters: { Stage: { Default: 'local' }, Needed: {} },
  Conditions: {
    IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] },
    IsOther: { 'Fn::And': [{ Condition: 'IsLocal' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }] },
  },
  Resources: {},
};
const attributes = (id: string, attribute?: string): Value =>
  id === 'Queue' ? `${id}!${attribute ?? 'ref'}` : undefined;
/** The place of a name in Fn::Sub's text. */
const slot = (name: string): string => `\${${name}}`;
const { value, condition } = resolver(template, { 'AWS::Region': 'eu-west-1' }, attributes);

test.each<[Value, Value]>([
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'Stage' }, 'local'],
  [{ Ref: 'Queue' }, 'Queue!ref'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue!Arn'],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, 'Queue!Arn'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-local'],
  [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
  [
    { 'Fn::Sub': [slot('Queue'), slot('Queue.Arn'), slot('!Literal')].join('/') },
    `Queue!ref/Queue!Arn/${slot('Literal')}`,
  ],
  [{ 'Fn::Sub': [slot('Own'), { Own: { Ref: 'Stage' } }] }, 'local'],
  [{ 'Fn::If': ['IsLocal', 'yes', 'no'] }, 'yes'],
  [
    { kept: 1, dropped: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
    { kept: 1, list: [2] },
  ],
  [
    { Ref: 'Stage', Other: 1 },
    { Ref: 'Stage', Other: 1 },
  ],
])('%j is %j', (written, meant) => {
  expect(value(written)).toEqual(meant);
});

test('conditions are weighed', () => {
  expect([condition('IsLocal'), condition('IsOther')]).toEqual([true, false]);
});

test.each<[Value, string]>([
  [{ 'Fn::FindInMap': ['a', 'b', 'c'] }, 'Fn::FindInMap'],
  [{ Ref: 'Nothing' }, 'Ref Nothing'],
  [{ Ref: 'Needed' }, 'parameter Needed: it has no default'],
  [{ 'Fn::GetAtt': ['Nothing', 'Arn'] }, 'Fn::GetAtt Nothing.Arn'],
])('%j cannot be resolved, and says so', (written, problem) => {
  expect(() => value(written)).toThrow(problem);
});
