import { describe, expect, test } from 'vitest';
import { checkPattern, matches } from '../../local/aws/event-bridge.ts';

const rule = (pattern: object) =>
  ({ name: 'Rule', pattern, targets: [] }) as unknown as Parameters<typeof checkPattern>[0];
const keyed = (filter: unknown) => ({ detail: { object: { key: [filter] } } });
const event = (key: unknown) => ({ detail: { object: { key } } });

describe('an event pattern', () => {
  test('anything but a prefix takes texts that begin otherwise, and nothing that is no text', () => {
    const pattern = keyed({ 'anything-but': { prefix: 'replies/' } });
    expect(() => checkPattern(rule(pattern))).not.toThrow();
    const keys = ['feed=usage/a.csv', 'replies', 'replies/a', 7, undefined];
    expect(keys.map((key) => matches(pattern, event(key)))).toEqual([true, true, false, false, false]);
  });

  test('anything but words takes the others', () => {
    const pattern = keyed({ 'anything-but': ['a', 'b'] });
    expect(['a', 'c'].map((key) => matches(pattern, event(key)))).toEqual([false, true]);
  });

  test('a filter that is not known is refused by name, not taken for one that never matches', () => {
    for (const filter of [
      { wildcard: 'a*' },
      { 'anything-but': { suffix: 'a' } },
      { prefix: { 'equals-ignore-case': 'a' } },
    ])
      expect(() => checkPattern(rule(keyed(filter)))).toThrow(JSON.stringify(filter));
  });
});
