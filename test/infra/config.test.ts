import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { ConfigError } from '../../infra/config-error.ts';
import { projectRoot } from '../../infra/constructs/bundling.ts';
import { cdkContext } from './synthesize.ts';

/** A project's folder of its own, with the real policies. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tierline-config-'));
  cpSync(join(projectRoot, 'policies'), join(root, 'policies'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const problemsOf = (context: Record<string, unknown>): readonly string[] => {
  try {
    readConfig(context, root);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

const policyPath = 'policies/three-dimensions.json';
type Policy = { scorecards: { value: { features: { bins: { from?: number; below?: number }[] }[] } } };
const changePolicy = (change: (policy: Policy) => void): void => {
  const policy = JSON.parse(readFileSync(join(root, policyPath), 'utf8')) as Policy;
  change(policy);
  writeFileSync(join(root, policyPath), JSON.stringify(policy));
};
const writeMapping = (name: string, mapping: object): void =>
  writeFileSync(join(root, 'policies/mappings', `${name}.json`), JSON.stringify(mapping));

describe('settings', () => {
  test('cdk.json says what the defaults are, so that an operator sees all there is to set', () => {
    expect(readConfig(cdkContext(), root)).toEqual(readConfig({ stage: 'dev' }, root));
  });

  test('of the command line are text and mean the same', () => {
    const config = readConfig({ shards: '16', sweepEveryMinutes: '5', nightlyAt: '03:15' }, root);
    expect(config).toMatchObject({ shards: 16, sweepEveryMinutes: 5, nightlyAt: { hour: '3', minute: '15' } });
  });

  test('of a stage go before the others, for that stage only', () => {
    const stages = { prod: { canaryMinutes: 10, account: '123456789012', region: 'cn-north-1' } };
    const prod = { canaryMinutes: 10, account: '123456789012', region: 'cn-north-1' };
    expect(readConfig({ stage: 'prod', canaryMinutes: 0, stages }, root)).toMatchObject(prod);
    expect(readConfig({ stage: 'dev', stages }, root)).not.toHaveProperty('account');
  });

  test('of a stage are checked like the others, and every name must be one', () => {
    expect(problemsOf({ stage: 'prod', stages: { prod: { canaryMinuts: 10 } } })).toEqual([
      'cdk.json: context.stages.prod.canaryMinuts: no such setting (did you mean "canaryMinutes"?)',
    ]);
    expect(problemsOf({ stage: 'prod', stages: { prod: { canaryMinutes: 7 } } })).toEqual([
      'cdk.json: context.canaryMinutes: CodeDeploy knows 0, 5, 10, 15 and 30 minutes only',
    ]);
  });

  test.each([
    [
      'shards',
      48,
      'cdk.json: context.shards: not a power of two: give 64, 128, 256, 512, 1024 and so on; docs/scale.md has one for each base',
    ],
    ['shards', 'many', 'cdk.json: context.shards: not a whole number such as 64'],
    ['shards', 131_072, 'cdk.json: context.shards: above 65536: give 1 to 65536'],
    [
      'timeZone',
      'Asia/Shangai',
      'cdk.json: context.timeZone: "Asia/Shangai" is not an IANA time zone such as "Asia/Shanghai" (did you mean "Asia/Shanghai"?)',
    ],
    ['timeZone', '+08:00', 'cdk.json: context.timeZone: "+08:00" is not an IANA time zone such as "Asia/Shanghai"'],
    ['nightlyAt', '2am', 'cdk.json: context.nightlyAt: not a time of day such as "02:00"'],
    ['digestAt', '24:00', 'cdk.json: context.digestAt: not a time of day such as "02:00"'],
    [
      'stage',
      'Prod!',
      'cdk.json: context.stage: not a stage such as "prod": lower-case letters, digits and -, at most 16',
    ],
    ['alarmEmail', 'somebody', 'cdk.json: context.alarmEmail: not an e-mail address'],
    ['removalPolicy', 'keep', 'cdk.json: context.removalPolicy: neither "retain" nor "destroy"'],
    ['production', 'yes', 'cdk.json: context.production: neither true nor false'],
    ['timezone', 'UTC', 'cdk.json: context.timezone: no such setting (did you mean "timeZone"?)'],
  ])('%s = %s is refused with the place and what would be right', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([problem]);
  });

  test('log retention is one that CloudWatch knows', () => {
    expect(problemsOf({ logRetentionDays: 31 })[0]).toMatch(
      /^cdk\.json: context\.logRetentionDays: CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, /,
    );
  });

  test('facts are kept for as long as the policy looks back, or the synth says for which feeds that is too short', () => {
    expect(problemsOf({ factRetentionMonths: 20 })).toEqual([
      'cdk.json: context.factRetentionMonths: facts of customers, usage, billing, service are kept for 20 months, but policies/three-dimensions.json looks back 26 ("windowMonths" and "learning"): give at least 26, for single feeds in "feedFactRetentionMonths"',
    ]);
    expect(problemsOf({ feedFactRetentionMonths: { calls: 11, erasures: 1 } })).toEqual([
      'cdk.json: context.factRetentionMonths: facts of calls are kept for 11 months, but policies/three-dimensions.json looks back 12 ("windowMonths"): give at least 12, for single feeds in "feedFactRetentionMonths"',
    ]);
    const { keptMonths } = readConfig({ factRetentionMonths: '26', feedFactRetentionMonths: { calls: 12 } }, root);
    expect(keptMonths).toMatchObject({ usage: 26, calls: 12, notices: 26 });
    expect(problemsOf({ feedFactRetentionMonths: { cals: 12 } }).join()).toContain('feedFactRetentionMonths');
  });

  test('stage local lets data go, every other keeps it, unless told otherwise', () => {
    expect(readConfig({ stage: 'local' }, root).removalPolicy).toBe('destroy');
    expect(readConfig({ stage: 'dev' }, root).removalPolicy).toBe('retain');
    expect(readConfig({ stage: 'dev', removalPolicy: 'destroy' }, root).removalPolicy).toBe('destroy');
  });
});

test('stage prod is production unless it says otherwise, others where they say so', () => {
  expect(readConfig({ stage: 'prod' }, root).production).toBe(true);
  expect(readConfig({ stage: 'prod', stages: { prod: { production: false } } }, root).production).toBe(false);
  expect(readConfig({ stage: 'dev' }, root).production).toBe(false);
  expect(readConfig({ stage: 'east', production: 'true' }, root).production).toBe(true);
});

describe('the policy', () => {
  test('with a gap between two bins is refused: file, place, what, and what would be right', () => {
    changePolicy((policy) => {
      const bin = policy.scorecards.value.features[0]?.bins[1];
      if (bin) bin.from = 35;
    });
    expect(problemsOf({})).toEqual([
      `${policyPath}: scorecards.value.features[0].bins[1].from: gap: values from 30 to 35 belong to no bin; set "from" to 30`,
    ]);
  });

  test('that is not JSON is refused by name', () => {
    writeFileSync(join(root, policyPath), '{ "version": 1,');
    expect(problemsOf({})[0]).toMatch(/^policies\/three-dimensions\.json: not JSON: /);
  });

  test('that is not there is refused, with the name it probably has', () => {
    const [problem] = problemsOf({ policy: 'policies/three-dimension.json' });
    expect(problem).toMatch(
      /^policies\/three-dimension\.json: cannot be read \(did you mean "three-dimensions\.json"\?\): ENOENT/,
    );
    expect(problem).toMatch(/Name it with "policy" in cdk\.json$/);
  });
});

describe('mappings', () => {
  test('of one source may not be two', () => {
    writeMapping('a-first', { version: 1, name: 'a-first', sources: ['shared-source'] });
    writeMapping('b-second', { version: 1, name: 'b-second', sources: ['shared-source'] });
    expect(problemsOf({})).toEqual([
      'policies/mappings/b-second.json: sources: "shared-source" is claimed by policies/mappings/a-first.json too: leave it in one of them',
    ]);
  });

  test('of one source may be several, each for feeds of its own', () => {
    const filling = (name: string, feed: string) => ({
      ...{ version: 1, name, sources: ['shared-source'] },
      fills: [{ feed, columns: { customerId: 'id' } }],
    });
    writeMapping('c-usage', filling('c-usage', 'usage'));
    writeMapping('d-billing', filling('d-billing', 'billing'));
    expect(problemsOf({})).toEqual([]);
    writeMapping('e-usage', filling('e-usage', 'usage'));
    expect(problemsOf({})).toEqual([
      'policies/mappings/e-usage.json: sources: "shared-source" is claimed for usage by policies/mappings/c-usage.json too: leave it in one of them',
    ]);
  });

  test('are refused with file and place', () => {
    writeMapping('wrong', { version: 1, name: 'wrong', delimiter: '||', fills: [{ feed: 'usages', columns: {} }] });
    const problems = problemsOf({});
    expect(problems.map((problem) => problem.split(': ').slice(0, 2).join(': '))).toEqual([
      'policies/mappings/wrong.json: delimiter',
      'policies/mappings/wrong.json: fills[0].feed',
    ]);
    expect(problems[1]).toContain('not a feed: one of customers, usage');
  });

  test('are named as their file is', () => {
    writeMapping('one-name', { version: 1, name: 'another-name' });
    expect(problemsOf({})).toEqual([
      'policies/mappings/one-name.json: name: is "another-name": a mapping\'s file is <name>.json, so rename one of the two',
    ]);
  });

  test('must be in a folder that is there', () => {
    expect(problemsOf({ mappings: 'mappings' })).toEqual([
      'mappings: not a folder: name the folder of the mappings with "mappings" in cdk.json',
    ]);
  });

  test('and the policy are told of at once, not one by one', () => {
    writeFileSync(join(root, policyPath), '[]');
    writeMapping('one-name', { version: 1, name: 'another-name' });
    expect(problemsOf({})).toHaveLength(2);
  });
});
