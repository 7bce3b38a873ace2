import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);

const forbidden = [
  ['shared/domain/a.ts', '@aws-sdk/client-s3', 'pure decisions'],
  ['shared/domain/b.ts', 'node:fs', 'pure decisions'],
  ['shared/domain/c.ts', '../aws/ledger.ts', 'pure decisions'],
  ['shared/contracts/a.ts', '../domain/decide.ts', 'plain zod'],
  ['shared/dump/a.ts', '../aws/object-store.ts', 'knows no AWS'],
  ['shared/aws/a.ts', '../../functions/score/plan.ts', 'imports shared only'],
  ['functions/ingest/a.ts', '../score/plan.ts', 'never each other'],
  ['functions/score/a.ts', '../notify/index.ts', 'never each other'],
  ['functions/notify/a.ts', '@aws-sdk/client-sns', 'SDK clients live in shared/aws'],
  ['functions/report/a.ts', '../notify/index.ts', 'never each other'],
  ['infra/a.ts', '../functions/ingest/index.ts', 'imports contracts only'],
  ['infra/constructs/a.ts', '../../shared/aws/queue.ts', 'imports contracts only'],
  ['local/a.ts', '../functions/ingest/index.ts', 'imports nothing of functions'],
] as const;

const allowed = [
  ['shared/domain/allowed.ts', '../contracts/policy.ts'],
  ['functions/ingest/allowed.ts', '../../shared/aws/ledger.ts'],
  ['infra/allowed.ts', '../shared/contracts/env.ts'],
  ['local/allowed.ts', '../shared/contracts/receipt.ts'],
] as const;

const impure = ['new Date()', 'Date.now()', 'Math.random()', 'process.env.TZ', 'console.log(1)'].map(
  (expression, index) => [`shared/domain/impure-${index}.ts`, expression] as const,
);

const importing = (target: string) => `import { something } from '${target}';\n\nexport const used = something;\n`;

let folder: string;
let findings: { path: string; message: string }[];

/** A small tree with the project's own lint configuration, linted once. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tierline-lint-'));
  const files: [string, string][] = [
    ...[...forbidden, ...allowed].map(([path, target]): [string, string] => [path, importing(target)]),
    ...impure.map(([path, expression]): [string, string] => [path, `export const used = () => ${expression};\n`]),
    ['shared/domain/pure.ts', 'export const used = (instant: string) => new Date(instant);\n'],
  ];
  for (const [path, code] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  await cp('biome.json', join(folder, 'biome.json'));
  await cp('shared/domain/pure.grit', join(folder, 'shared/domain/pure.grit'));
  const biome = join(process.cwd(), 'node_modules/.bin/biome');
  const options = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = await run(biome, options, { cwd: folder }).catch((failed: { stdout: string }) => failed);
  const report = JSON.parse(stdout) as {
    diagnostics: { message: string; advices?: unknown; location: { path: string } }[];
  };
  findings = report.diagnostics.map((finding) => ({ path: finding.location.path, message: JSON.stringify(finding) }));
});

afterAll(() => rm(folder, { recursive: true }));

const saidOf = (path: string): string =>
  findings
    .filter((finding) => finding.path.endsWith(path))
    .map((finding) => finding.message)
    .join('\n');

describe('import directions of the design', () => {
  test.each(forbidden)('%s may not import %s', (path, _target, words) => {
    expect(saidOf(path)).toContain(words);
  });

  test.each(allowed)('%s may import %s', (path) => {
    expect(saidOf(path)).not.toContain('noRestrictedImports');
  });
});

describe('shared/domain is pure', () => {
  test.each(impure)('%s: %s is refused', (path) => {
    expect(saidOf(path)).toMatch(/this folder is pure|noRestrictedGlobals/);
  });

  test('an instant that was passed in may be read', () => {
    expect(saidOf('shared/domain/pure.ts')).toBe('');
  });
});
