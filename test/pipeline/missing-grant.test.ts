import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usageAlone, writeDumps } from './dumps-folder.ts';
import { begin, patience, realStack, start, temporaryFolder } from './start.ts';

type Many<T> = T | T[];
type Statement = { Action: Many<string>; Resource: Many<unknown> };
type Template = {
  Resources: Record<
    string,
    {
      Type: string;
      Metadata?: Record<string, unknown>;
      Properties: { PolicyDocument?: { Statement: Statement[] } };
    }
  >;
};

/** One action of one function's role on one resource, as the stack's constructs are called; of a bucket, on some objects. */
type Grant = { role: string; action: string; resource: string; objects?: string };

const folder = await temporaryFolder();
afterAll(folder.undo);
let whole: string;
let dumps: string;

beforeAll(async () => {
  whole = await realStack();
  dumps = await writeDumps(join(folder.path, 'dumps'), usageAlone(20).slice(-1));
}, patience);

const many = <T>(value: Many<T>): T[] => (Array.isArray(value) ? value : [value]);

/** A copy of the synthesized stack without this one grant; whatever else the statement grants stays. */
const without = async (name: string, { role, action, resource, objects = '' }: Grant): Promise<string> => {
  const assembly = join(folder.path, name);
  await cp(whole, assembly, { recursive: true });
  const path = join(assembly, 'Tierline.template.json');
  const template = JSON.parse(await readFile(path, 'utf8')) as Template;
  const found = Object.values(template.Resources).find(
    ({ Metadata }) => Metadata?.['aws:cdk:path'] === `Tierline/${role}/DefaultPolicy/Resource`,
  );
  const document = found?.Properties.PolicyDocument;
  if (!document) throw new Error(`the stack has no policy of ${role}`);
  let removed = 0;
  document.Statement = document.Statement.flatMap((statement) => {
    const isMeant = (one: unknown) => [`"${resource}`, objects].every((part) => JSON.stringify(one).includes(part));
    const [actions, resources] = [many(statement.Action), many(statement.Resource)];
    if (!actions.includes(action) || !resources.some(isMeant)) return [statement];
    removed++;
    const others = { ...statement, Action: actions.filter((one) => one !== action) };
    const elsewhere = { ...statement, Action: action, Resource: resources.filter((one) => !isMeant(one)) };
    return [others, elsewhere].filter((rest) => many(rest.Action).length > 0 && many(rest.Resource).length > 0);
  });
  if (removed !== 1) throw new Error(`${role} has ${removed} grants of ${action} on ${resource}`);
  await writeFile(path, JSON.stringify(template));
  return assembly;
};

const cases: { title: string; grant: Grant; refused: RegExp; effect: RegExp }[] = [
  {
    title: 'planning that may not send to the shard queue',
    grant: { role: 'Score/PlanRole', action: 'sqs:SendMessage', resource: 'ScoreShardQueueMessages' },
    refused: /^IAM refused tierline-local-score-plan the action sqs:SendMessage on arn:aws:sqs:\S*shard/i,
    effect: /the night's run is running, not completed/,
  },
  {
    title: 'ingest that may not write facts',
    grant: { role: 'Ingest/FunctionRole', action: 's3:PutObject', resource: 'StorageFacts', objects: '/facts/*' },
    refused: /^IAM refused tierline-local-ingest the action s3:PutObject on arn:aws:s3:::\S*facts\/facts\/layout\.json/,
    effect: /usage-2026-10\.csv was never finished/,
  },
];

for (const { title, grant, refused, effect } of cases)
  test.concurrent(`${title}: the night fails and names the function, the action and the resource`, {
    timeout: patience,
  }, async ({ expect }) => {
    const name = grant.role.replaceAll('/', '-');
    const assembly = await without(name, grant);
    const night = await start(join(folder.path, `${name}-data`), ['--dumps', dumps, '--assembly', assembly]);
    expect(night.code).toBe(1);
    const { problems, deniedCalls, denied } = night.summary;
    const told = problems.filter((problem) => refused.test(problem));
    expect(told.length).toBeGreaterThan(0);
    // Nothing else was refused: the removed grant is named, and no other.
    expect([told.length, deniedCalls.length]).toEqual([denied, denied]);
    expect(night.said).toContain(told[0]);
    expect(night.said).toMatch(effect);
  });

test(
  'a function that may not read its queue: AWS would refuse the stack, and so does the start',
  async () => {
    const grant = { role: 'Notify/AssignRole', action: 'sqs:ReceiveMessage', resource: 'ChurnRisk' };
    const assembly = await without('unreadable', grant);
    const data = join(folder.path, 'unreadable-data');
    const ended = await begin(['--dumps', dumps, '--assembly', assembly, '--data', data]).ended;
    expect(ended.code).not.toBe(0);
    expect(ended.said).toMatch(/may not do sqs:ReceiveMessage on arn:aws:sqs:/);
  },
  patience,
);
