import { describe, expect, test } from 'vitest';
import { allows, statements } from '../../local/aws/iam.ts';

const policy = (...written: object[]) => {
  const refused: string[] = [];
  return { compiled: statements({ Statement: written }, (problem) => refused.push(problem)), refused };
};
const may = (written: object[], action: string, resource = 'arn:aws:s3:::b/k', request = {}) =>
  allows(policy(...written).compiled, { action, resource }, request);

const all = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('policies', () => {
  test('allow nothing that they do not name', () => {
    expect(may([], 's3:GetObject')).toBe(false);
    expect(may([{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }], 's3:GetObject')).toBe(false);
    expect(may([{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' }], 's3:GetObject')).toBe(
      false,
    );
  });

  test('match wildcards, whatever the case of the action, and nothing more', () => {
    const written = [{ Effect: 'Allow', Action: 's3:get*', Resource: 'arn:aws:s3:::b/facts/*' }];
    expect(may(written, 's3:GetObject', 'arn:aws:s3:::b/facts/中 文\n(1).csv')).toBe(true);
    expect(may(written, 's3:GetObject', 'arn:aws:s3:::b/Facts/a')).toBe(false);
    expect(
      may(
        [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b.d/*' }],
        's3:GetObject',
        'arn:aws:s3:::bxd/k',
      ),
    ).toBe(false);
  });

  test('deny before they allow', () => {
    expect(may([all, { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }], 's3:DeleteObject')).toBe(false);
    expect(may([all, { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }], 's3:GetObject')).toBe(true);
    expect(may([all, { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }], 's3:PutObject')).toBe(false);
    expect(may([all, { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::b/*' }], 's3:GetObject')).toBe(true);
  });

  test('weigh conditions; one on what the request does not say fails', () => {
    const from = (operator: string, value: string) => [
      { ...all, Condition: { [operator]: { 'aws:SourceArn': value } } },
    ];
    const request = { context: { 'aws:SourceArn': 'arn:aws:events:r:1:rule/a' } };
    expect(may(from('ArnLike', 'arn:aws:events:*:rule/*'), 'x:Y', '*', request)).toBe(true);
    expect(may(from('StringEquals', 'arn:aws:events:*'), 'x:Y', '*', request)).toBe(false);
    expect(may(from('ArnLike', '*'), 'x:Y')).toBe(false);
    const insecure = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(may([all, insecure], 'x:Y')).toBe(true);
  });

  test('refuse what they cannot weigh, and do not allow by it', () => {
    const odd = { ...all, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    expect(policy(odd).refused).toEqual(['condition IpAddress aws:SourceIp']);
    expect(may([odd], 's3:GetObject')).toBe(false);
  });

  test('of resources are for the principals they name', () => {
    const written = [{ ...all, Principal: { Service: 'events.amazonaws.com' } }];
    expect(may(written, 'sqs:SendMessage', '*', { principal: 'events.amazonaws.com' })).toBe(true);
    expect(may(written, 'sqs:SendMessage', '*', { principal: 'sns.amazonaws.com' })).toBe(false);
    expect(may(written, 'sqs:SendMessage', '*')).toBe(false);
  });
});
