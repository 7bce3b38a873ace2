import { afterEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from '../../local/aws/index.ts';
import { folder, NOW, type Resources, smallStack, start, writeAssembly } from './fixture.ts';

const named = (path: string, Type: string, Properties: Record<string, unknown>) => ({
  ...{ Type, Properties },
  Metadata: { 'aws:cdk:path': `Small/${path}/Resource` },
});
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Adds an HTTP API before the worker, as the CDK writes it. */
const withApi =
  (settings: Record<string, unknown> = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 100 }) =>
  (resources: Resources): void => {
    const source = {
      'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', { Ref: 'Api' }, '/*/*/r/{link}']],
    };
    Object.assign(resources, {
      Api: named('Api', 'AWS::ApiGatewayV2::Api', { Name: 'small', ProtocolType: 'HTTP' }),
      Integration: named('Integration', 'AWS::ApiGatewayV2::Integration', {
        ...{ ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: arn('Worker') },
        PayloadFormatVersion: '2.0',
      }),
      Route: named('Route', 'AWS::ApiGatewayV2::Route', {
        ...{ ApiId: { Ref: 'Api' }, AuthorizationType: 'NONE', RouteKey: 'POST /r/{link}' },
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      }),
      Permission: named('Permission', 'AWS::Lambda::Permission', {
        ...{ Action: 'lambda:InvokeFunction', FunctionName: arn('Worker'), Principal: 'apigateway.amazonaws.com' },
        SourceArn: source,
      }),
      Stage: named('Stage', 'AWS::ApiGatewayV2::Stage', {
        ...{ ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true, DefaultRouteSettings: settings },
      }),
    });
    // The worker answers what it was asked, for the test to see.
    const worker = resources.Worker?.Properties as { Environment: { Variables: Record<string, unknown> } };
    worker.Environment.Variables.API = { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] };
  };

let aws: EmbeddedAws | undefined;
const places: (() => void)[] = [];
afterEach(async () => {
  await aws?.stop();
  for (const undo of places.splice(0)) undo();
});
const up = async (settings?: Record<string, unknown>) => {
  const place = folder();
  places.push(place.undo);
  aws = await start(place.path, withApi(settings));
  const { port } = JSON.parse(
    await import('node:fs/promises').then(({ readFile }) => readFile(`${place.path}/data/door.json`, 'utf8')),
  ) as { port: number };
  return { base: `http://127.0.0.1:${port}`, place };
};

describe('an HTTP API', () => {
  test('gives a function the request in payload format 2.0, by the injected clock, and answers what it answers', async () => {
    const { base } = await up();
    const answer = await fetch(`${base}/r/a%20b?lang=en`, {
      method: 'POST',
      body: new URLSearchParams({ do: 'echo' }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-from')).toBe('worker');
    expect(await answer.json()).toMatchObject({
      ...{ version: '2.0', routeKey: 'POST /r/{link}', rawPath: '/r/a%20b', rawQueryString: 'lang=en' },
      ...{ pathParameters: { link: 'a b' }, queryStringParameters: { lang: 'en' }, isBase64Encoded: true },
      ...{ body: Buffer.from('do=echo').toString('base64'), requestContext: { timeEpoch: NOW.getTime() } },
    });
  });

  test('answers 404 for what is no route, and 500 where the function fails', async () => {
    const { base } = await up();
    expect((await fetch(`${base}/r/a`)).status).toBe(404);
    expect((await fetch(`${base}/r/a/b`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${base}/r/fail`, { method: 'POST' })).status).toBe(500);
  });

  test('throttles as its stage says', async () => {
    const { base } = await up({ ThrottlingRateLimit: 0, ThrottlingBurstLimit: 2 });
    const statuses = [];
    for (let request = 0; request < 4; request++)
      statuses.push((await fetch(`${base}/r/a`, { method: 'POST' })).status);
    expect(statuses).toEqual([201, 201, 429, 429]);
  });

  test('is where it was after a restart, so that links still open', async () => {
    const { base, place } = await up();
    await aws?.stop();
    aws = await start(place.path, withApi());
    expect((await fetch(`${base}/r/a`, { method: 'POST' })).status).toBe(201);
  });

  test.each([
    ['a route without a permission', (all: Resources) => void delete all.Permission, /no permission lets apigateway/],
    [
      'a permission for another route',
      (all: Resources) =>
        Object.assign(all.Permission?.Properties ?? {}, { SourceArn: 'arn:aws:execute-api:us-east-1:0:x/*/*/other' }),
      /no permission lets apigateway/,
    ],
    [
      'an authorizer',
      (all: Resources) => Object.assign(all.Route?.Properties ?? {}, { AuthorizationType: 'JWT' }),
      /JWT/,
    ],
    [
      'another payload format',
      (all: Resources) => Object.assign(all.Integration?.Properties ?? {}, { PayloadFormatVersion: '1.0' }),
      /payload format 1.0/,
    ],
    [
      'a greedy path',
      (all: Resources) => Object.assign(all.Route?.Properties ?? {}, { RouteKey: 'GET /{proxy+}' }),
      /single segments/,
    ],
    [
      'a stage of another name',
      (all: Resources) => Object.assign(all.Stage?.Properties ?? {}, { StageName: 'prod' }),
      /\$default/,
    ],
    [
      'settings of single routes',
      (all: Resources) => Object.assign(all.Stage?.Properties ?? {}, { RouteSettings: {} }),
      /RouteSettings/,
    ],
  ])('%s is refused by name', async (_, change, problem) => {
    const place = folder();
    places.push(place.undo);
    const resources = smallStack();
    withApi()(resources);
    change(resources);
    const assembly = writeAssembly(`${place.path}/cdk.out`, resources);
    await expect(startAws({ assembly, dataDir: `${place.path}/data`, now: () => NOW })).rejects.toThrow(problem);
  });
});
