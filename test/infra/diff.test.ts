import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, describe, expect, test } from 'vitest';
import { bundling, type FunctionFolder, projectRoot } from '../../infra/constructs/bundling.ts';
import { type OperatorData, readOperatorData } from '../../infra/operator-data.ts';
import { feedNames } from '../../shared/contracts/feeds/index.ts';
import type { KeptMonths } from '../../shared/contracts/kept-months.ts';
import { makeStack, synthesize } from './synthesize.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierline-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keptForYears = Object.fromEntries(feedNames.map((feed) => [feed, 240])) as KeptMonths;
const dataOf = (policy: string): OperatorData =>
  readOperatorData(projectRoot, policy, join(projectRoot, 'policies/mappings'), keptForYears);

/** A bundle as a deployment makes it: the template's own words for it, and every file. */
const bundle = (name: string, of: FunctionFolder, data: OperatorData) => {
  const app = new App({ outdir: join(folder, name), treeMetadata: false });
  const stack = new Stack(app, 'S');
  new NodejsFunction(stack, 'F', {
    entry: join(projectRoot, 'functions', of, 'index.ts'),
    ...{ handler: of, runtime: Runtime.NODEJS_24_X, projectRoot },
    depsLockFilePath: join(projectRoot, 'package-lock.json'),
    bundling: bundling(of, data),
  });
  const template = JSON.stringify(Template.fromStack(stack).toJSON());
  app.synth();
  const asset = readdirSync(join(folder, name)).find((one) => one.startsWith('asset.')) ?? '';
  const files = new Map<string, string>();
  for (const entry of readdirSync(join(folder, name, asset), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(join(folder, name, asset).length + 1), readFileSync(path, 'latin1'));
    }
  return { template, files };
};

const prod = { stage: 'prod', canaryMinutes: 10, account: '123456789012', region: 'cn-north-1' };
const { template, of } = synthesize(prod);
const made = makeStack(prod);

describe('cdk diff', () => {
  test('says nothing where nothing changed: the same tree gives the same template, byte for byte', () => {
    expect(JSON.stringify(synthesize(prod).template)).toBe(JSON.stringify(template));
    expect(JSON.stringify(template)).not.toMatch(new RegExp(`${new Date().getFullYear()}-\\d\\d-\\d\\dT`));
  });

  test('names what it is about: each id begins with the construct that it belongs to, and says what it is for', () => {
    const parts = made.stack.node.children.map(({ node }) => node.id);
    for (const id of Object.keys(template.Resources))
      expect(
        parts.some((part) => id.startsWith(part.replaceAll(/[^A-Za-z0-9]/g, ''))),
        id,
      ).toBe(true);
  });

  test('never replaces data: these ids are for ever, a renamed construct would delete and make anew', () => {
    const kept = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret'].flatMap((type) =>
      of(type).map(({ id }) => id),
    );
    expect(kept).toEqual(
      expect.arrayContaining([
        'ErasureKey1FB4F832',
        'LinkSecret6774D112',
        'RobotsSecret9FDC311E',
        'StorageAccessLogs96FB524C',
        'StorageAgentDays317C2DF5',
        'StorageCircuits54109210',
        'StorageDecisions63F3E30F',
        'StorageFacts4576462A',
        'StorageLandingB13DAC19',
        'StorageLedger5E7CB2E3',
        'StorageReceiptsD0CE505B',
        'StorageWorkD07184AE',
        'WebhookSecretF21E29CC',
      ]),
    );
  });

  test('of a policy alone shows the functions that read it, and their code is what it was', () => {
    cpSync(join(projectRoot, 'policies'), join(folder, 'policies'), { recursive: true });
    const other = join(folder, 'policies/three-dimensions.json');
    const text = readFileSync(join(projectRoot, 'policies/three-dimensions.json'), 'utf8');
    const changed = text.replace('"windowMonths": 12', '"windowMonths": 11');
    expect(changed).not.toBe(text);
    writeFileSync(other, changed);
    const [ours, theirs] = [dataOf(join(projectRoot, 'policies/three-dimensions.json')), dataOf(other)];
    const [before, again, after] = [
      bundle('a', 'score', ours),
      bundle('b', 'score', ours),
      bundle('c', 'score', theirs),
    ];
    expect(again).toEqual(before);
    expect(after.template).not.toBe(before.template);
    expect([...after.files.keys()]).toEqual([...before.files.keys()]);
    expect([...after.files].filter(([name, bytes]) => bytes !== before.files.get(name)).map(([name]) => name)).toEqual([
      'config/policy.json',
    ]);
    // All that the template says is the bundle's name, which is its content's hash.
    const key = /[0-9a-f]{64}\.zip/g;
    expect(after.template.replaceAll(key, 'ZIP')).toBe(before.template.replaceAll(key, 'ZIP'));
    expect(bundle('d', 'reshard', theirs)).toEqual(bundle('e', 'reshard', ours));
  }, 300_000);
});

describe('deployed twice at once', () => {
  test('all that changes is in CloudFormation, which lets one in: no custom resource runs beside it', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([]);
    const ours = of<{ FunctionName?: string }>('AWS::Lambda::Function');
    expect(ours.filter(({ properties }) => !properties.FunctionName?.startsWith('tierline-prod-'))).toEqual([]);
  });

  test('nothing is looked up, so no context file is written that two could write differently', () => {
    expect(made.app.synth().manifest.missing ?? []).toEqual([]);
  });

  test('bundles are named by their content: whoever uploads second uploads the same', () => {
    for (const { id, properties } of of<{ Code: { S3Key: string } }>('AWS::Lambda::Function'))
      expect(properties.Code.S3Key, id).toMatch(/^[0-9a-f]{64}\.zip$/);
  });
});

describe('a stage in production', () => {
  test('cannot be deleted by a slip: CloudFormation refuses, and so does tierline teardown', () => {
    expect(made.stack.terminationProtection).toBe(true);
    expect(template.Outputs.DataMayBeDeleted?.Value).toBe('no');
    const dev = makeStack({ stage: 'dev' }).stack;
    expect(dev.terminationProtection).toBe(false);
    expect(Template.fromStack(dev).toJSON()).toHaveProperty('Outputs.DataMayBeDeleted.Value', 'yes');
  });
});
