import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyNames } from './policy-files.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/coverage.md'), 'utf8');

/** Rows of the page's tables: rule, policies, tests as `file`: name, and what was decided. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| rule '))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([rule = '', policies = '', tests = '']) => ({
    rule,
    policies: [...policies.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
    tests: tests.split('<br>').map((cell) => {
      const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(cell.trim()) ?? [];
      return { file, name };
    }),
  }));

describe('docs/coverage.md', () => {
  test('has a line for every rule', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(new Set(rows.map(({ rule }) => rule)).size).toBe(rows.length);
  });

  test.each(rows)('$rule: the policy and the tests that it names are there', ({ policies, tests }) => {
    for (const policy of policies) expect(policyNames).toContain(policy);
    for (const { file, name } of tests) {
      const path = join(root, 'test', file);
      expect(existsSync(path), `${file} is a test`).toBe(true);
      expect(readFileSync(path, 'utf8').includes(name), `${file} has a test "${name}"`).toBe(true);
    }
  });

  test('names every ready-made policy', () => {
    expect(new Set(rows.flatMap(({ policies }) => policies))).toEqual(new Set(policyNames));
  });
});
